using Arb.Domain.Harvest;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Providers.Harvest;

public sealed class CmdHarvestFuzzSpecs() : HarvestFuzzSpecs(new CmdFixture());

public sealed class IsportHarvestFuzzSpecs() : HarvestFuzzSpecs(new IsportFixture());

public sealed class SboHarvestFuzzSpecs() : HarvestFuzzSpecs(new SboFixture());

public sealed class MappedHarvestFuzzSpecs() : HarvestFuzzSpecs(new MappedFixture());

/// <summary>Broken bodies of every kind: the sink itself fails when a market is told twice or a handle is used wrongly.</summary>
public abstract class HarvestFuzzSpecs(ProtocolFixture fixture)
{
    private static readonly string[] Files =
    [
        "snapshot", "grown", "changed", "delta", "delta_closed", "delta_broken", "delta_unknown", "duplicate", "missing_id", "undecodable", "empty", "exponent", "text_prices",
    ];

    private static readonly byte[] Marks = "[]{}',\":0159-.eE\\ntf\0\u00ff"u8.ToArray();

    [Fact]
    public void Should_survive_any_mutation_of_any_body_and_still_reach_what_a_fresh_harvester_reaches()
    {
        var fresh = Fresh("snapshot");
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var feed = fixture.Harness();
            for (var i = 0; i < 12; i++)
            {
                var file = Files[random.Next(Files.Length)];
                var body = fixture.Payload(!fixture.HasDeltas && (file is "delta_broken" or "delta_unknown") ? "changed" : file);
                feed.Feed(random.Next(3) == 0 ? body : Mutate(body, random));
            }
            Assert.Equal(fresh, Settle(feed, "snapshot"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void Should_reach_what_a_fresh_harvester_reaches_from_rows_in_any_order_with_rows_missing()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var feed = fixture.Harness();
            for (var i = 0; i < 6; i++)
            {
                var body = Shuffle(fixture.Text(random.Next(2) == 0 ? "snapshot" : "grown"), random);
                var known = fixture.Harness();
                Assert.Equal(HarvestKind.Applied, known.Feed(body).Kind);
                var result = Snapshot(feed, body);
                Assert.True(result.Kind is HarvestKind.Applied or HarvestKind.Unchanged);
                Assert.Equal(known.Sink.State(), feed.Sink.State());
                Assert.Equal(known.Sink.Markets.Count, feed.Sink.Markets.Count);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(80));
    }

    [Fact]
    public void Should_keep_handles_dense_over_many_snapshots()
    {
        var feed = fixture.Harness();
        for (var i = 0; i < 20; i++)
            foreach (var file in (string[])["snapshot", "empty", "grown", "changed"])
                Snapshot(feed, fixture.Text(file));
        Assert.All(feed.Sink.Markets.Keys, handle => Assert.InRange(handle, 0, 12));
    }

    /// <summary>Feeds until a whole snapshot was taken, as a worker would.</summary>
    private string Settle(Harness feed, string file)
    {
        Snapshot(feed, fixture.Text(file));
        return feed.Sink.State();
    }

    /// <summary>Lets the harvester ask for a snapshot (a broken delta makes it) and answers it.</summary>
    private HarvestResult Snapshot(Harness feed, string body)
    {
        // Twice, for one of them may have been the last body taken.
        foreach (var broken in (string[])["delta_broken", "delta_unknown"])
            if (!fixture.AsksSnapshot(feed.Request()))
                feed.File(broken);
        Assert.True(fixture.AsksSnapshot(feed.Request()));
        return feed.Feed(body);
    }

    private string Fresh(string file)
    {
        var feed = fixture.Harness();
        feed.File(file);
        return feed.Sink.State();
    }

    /// <summary>Payload files have one row a line: shuffles and leaves out lines between the first and the last that are rows of prices or matches.</summary>
    private static string Shuffle(string body, Random random)
    {
        var lines = body.TrimEnd().Split('\n');
        for (var i = 1; i < lines.Length - 1; i++)
        {
            // Only whole rows that end with a comma can leave without breaking the envelope.
            if (((lines[i].StartsWith('[') && lines[i].EndsWith("],", StringComparison.Ordinal)) || IsObject(lines[i])) && !lines[i].Contains("]],", StringComparison.Ordinal) && random.Next(4) == 0)
                lines[i] = "";
        }
        for (var i = 1; i + 1 < lines.Length - 1; i++)
        {
            if (IsRow(lines[i]) && IsRow(lines[i + 1]) && random.Next(2) == 0)
                (lines[i], lines[i + 1]) = (lines[i + 1], lines[i]);
        }
        return string.Join('\n', lines);
    }

    private static bool IsObject(string line) => line.StartsWith('{') && line.EndsWith("},", StringComparison.Ordinal);

    private static bool IsRow(string line) => IsObject(line) || IsArray(line);

    private static bool IsArray(string line) => line.StartsWith('[') && line.EndsWith("],", StringComparison.Ordinal) && !line.Contains("\"f\"", StringComparison.Ordinal) && line.Count(c => c == '[') == line.Count(c => c == ']');

    private static byte[] Mutate(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes[at] = Marks[random.Next(Marks.Length)];
                    break;
                case 2:
                    bytes.Insert(at, Marks[random.Next(Marks.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }
        return [.. bytes];
    }
}
