using Arb.Domain.Discovery;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;
using Arb.Sandbox;

namespace Arb.Tests.Domain.Discovery;

/// <summary>A bet can be placed at any moment, so no moment may show two matches as one: neither while the books' lists arrive nor when one of them lacks a match.</summary>
public sealed class ArrivalSpecs
{
    private static readonly string[][] Orders =
    [
        ["cmd", "isport", "sbo"], ["cmd", "sbo", "isport"], ["isport", "cmd", "sbo"], ["isport", "sbo", "cmd"], ["sbo", "cmd", "isport"], ["sbo", "isport", "cmd"],
    ];

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Should_bind_no_two_matches_whichever_book_comes_first(int seed)
    {
        await using var sandbox = await StartAsync(seed);
        var matches = sandbox.Matches;
        Assert.Empty(Orders.SelectMany(order => Wrong(matches, order, _ => true)).Distinct());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Should_bind_no_two_matches_when_a_book_does_not_list_one_of_them_yet(int seed)
    {
        await using var sandbox = await StartAsync(seed);
        var matches = sandbox.Matches;
        var alike = matches.Where(match => matches.Any(other => other.Id != match.Id && Words(other).Intersect(Words(match)).Any())).ToList();
        var wrong = alike.SelectMany(missing => Orders[0].SelectMany(book => Wrong(matches, Orders[0], listed => listed != (missing.Id, book)))).Distinct().ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Should_decide_when_the_whole_answer_is_known_and_not_at_its_first_event()
    {
        var namesake = Changed("sbo:1", "Port Tarncrest Athletic", "Vermere Town");
        Assert.Contains(Two().See(namesake).Bound, match => Has(match, "sbo:1")); // alone it fits well enough

        var told = Two().See(namesake, Changed("sbo:2", "Port Tarncrest", "Vermere")).Bound;
        Assert.DoesNotContain(told, match => Has(match, "sbo:1")); // with its rival beside it, it is nobody's
    }

    private static BinderWorld Two()
    {
        var world = new BinderWorld();
        world.See("cmd:1", "Port Tarncrest", "Vermere");
        world.See("isport:1", "Port Tarncrest", "Vermere");
        return world;
    }

    private static bool Has(BoundEvent match, string key) => match.Members.Any(member => member.Event.Key == EventKey.Parse(key));

    private static RegistryEventChanged Changed(string key, string home, string away) => new(BinderWorld.Event(key, home, away), []);

    private static Task<SandboxHost> StartAsync(int seed) =>
        SandboxHost.StartAsync(new SandboxOptions { Seed = seed, SurebetsPerMinute = 0, InPlayPercent = 0, Matches = 60 });

    private static IEnumerable<string> Words(SandboxMatch match) => $"{match.Home} {match.Away}".Split(' ').Where(word => word.Length > 3);

    // Matches that hold events of two, told at any moment while each book's list comes whole.
    private static List<string> Wrong(IReadOnlyList<SandboxMatch> matches, string[] order, Func<(int Match, string Book), bool> isListed)
    {
        var world = new BinderWorld();
        var truth = new Dictionary<EventKey, int>();
        var wrong = new List<string>();
        foreach (var book in order)
        {
            var answer = new List<RegistryEventChanged>();
            foreach (var (match, listing) in matches.SelectMany(m => m.Listings.Select(l => (m, l))).Where(one => one.l.Bookmaker == book && isListed((one.m.Id, book))))
            {
                var item = BinderWorld.Event($"{book}:{listing.EventId}", listing.Home, listing.Away, listing.League, (int)(match.KickOff - BinderWorld.KickOff).TotalMinutes);
                truth[item.Key] = match.Id;
                answer.Add(new RegistryEventChanged(item, []));
            }
            var outcome = world.See([.. answer]);
            wrong.AddRange(outcome.Bound.Where(told => told.Members.Select(m => truth[m.Event.Key]).Distinct().Count() > 1)
                .Select(told => string.Join(" = ", told.Members.Select(m => $"{m.Event.Key} {m.Event.Home.Display} v {m.Event.Away.Display} ({m.Event.League})"))));
        }
        return wrong;
    }
}
