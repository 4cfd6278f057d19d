using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Benchmarks.Feeds;

/// <summary>A bookmaker's odds answers over time, with everything that a harvester needs to read them.</summary>
internal abstract class Feed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private readonly List<byte[]> _walk = [];

    protected Feed(int prices, IReadOnlyList<(MarketKind Kind, Period Period)> shapes, bool rowIsEvent)
    {
        var perEvent = shapes.Sum(shape => MarketKinds.Selections(shape.Kind).Length);
        var world = new SyntheticWorld((prices + perEvent - 1) / perEvent, shapes, seed: 20261120);
        var rows = rowIsEvent ? world.Events : [.. world.Events.SelectMany(markets => markets).Select(market => new[] { market })];
        Prices = world.Events.Length * perEvent;
        Rows = rows.Length;
        var changed = Math.Max(1, rows.Length / 100);
        First = Bytes(world, whole: true);
        for (var step = 0; step < 4; step++)
        {
            _walk.Add(Bytes(world, whole: false));
            world.MoveRows(rows, changed);
        }
        var one = Bytes(world, whole: false);
        world.MoveRows(rows, rows.Length);
        AllChanged = [one, Bytes(world, whole: false)];
    }

    public abstract string Name { get; }

    public abstract ProviderId Provider { get; }

    public abstract string ContentType { get; }

    /// <summary>Prices in a snapshot.</summary>
    public int Prices { get; }

    /// <summary>Rows that carry prices.</summary>
    public int Rows { get; }

    /// <summary>The first answer: leagues, matches and prices.</summary>
    public byte[] First { get; }

    /// <summary>Snapshots there and back again, each with 1 % other rows than the one before it.</summary>
    public byte[] Walk(int step)
    {
        var cycle = (_walk.Count - 1) * 2;
        var at = step % cycle;
        return _walk[at < _walk.Count ? at : cycle - at];
    }

    /// <summary>Two snapshots that differ in every price row.</summary>
    public IReadOnlyList<byte[]> AllChanged { get; }

    public ProviderSession Session => new(
        new AccountId("bench"), new Uri("https://book.example"), new Dictionary<string, string> { ["sid"] = "cookie" }, [new("User-Agent", "Bench/1")], Tokens, 1);

    public ProviderContract Contract => new(new AccountId("bench"), Provider, "book.example", Endpoints, true, Now);

    protected virtual IReadOnlyDictionary<string, string> Tokens => new Dictionary<string, string>();

    protected abstract IReadOnlyList<ContractEndpoint> Endpoints { get; }

    public abstract IProviderProtocol CreateProtocol();

    /// <summary>The same content as JSON, for the plain tokeniser that everything is compared with.</summary>
    public virtual byte[] AsJson(byte[] body) => body;

    public ProviderResponse Response(byte[] body) => new(200, ContentType, null, body);

    protected abstract void Write(StringBuilder into, SyntheticWorld world, bool whole);

    private byte[] Bytes(SyntheticWorld world, bool whole)
    {
        var text = new StringBuilder();
        Write(text, world, whole);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    protected static void Join(StringBuilder into, int count, Action<int> write)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                into.Append(',');
            write(i);
        }
    }
}
