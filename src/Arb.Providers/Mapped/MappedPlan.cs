using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Harvesting;

namespace Arb.Providers.Mapped;

/// <summary>A yes-or-no, ready to be read; <see cref="At"/> is −1 where the mapping has none.</summary>
internal readonly record struct FlagPlan(int At, byte[][] Yes)
{
    /// <summary>What it says; <paramref name="none"/> where the mapping or the element has nothing there.</summary>
    public bool Read(ReadOnlySpan<byte> row, ReadOnlySpan<Cell> cells, bool none)
    {
        if (At < 0)
            return none;
        var cell = cells[At];
        var text = cell.Kind switch
        {
            CellKind.True => "true"u8,
            CellKind.False => "false"u8,
            CellKind.Number or CellKind.Text => cell.Of(row),
            _ => default,
        };
        foreach (var yes in Yes)
            if (Ascii.EqualsIgnoreCase(text, yes))
                return true;
        return false;
    }
}

/// <summary>A rule, ready to be tried.</summary>
internal sealed record RulePlan(byte[]? Code, MarketKind Kind, Period Period, OddsFormat Format, int WhenAt, byte[] WhenStarts);

/// <summary>What a selection's name means.</summary>
internal sealed record NamePlan(byte[] Text, NameKind Kind, Selection Selection);

/// <summary>How a name is compared.</summary>
internal enum NameKind : byte
{
    Literal,
    Home,
    Away,
}

/// <summary>Markets of one shape, ready to be read.</summary>
internal sealed class MarketsPlan
{
    public MarketsPlan(FeedMarkets markets, OddsFormat format, FieldSet eventFields)
    {
        Path = FeedPath.Parse(markets.Path);
        if (Path.Climbs)
            throw new FormatException($"path '{markets.Path}': markets stand in their event");
        Id = Fields.Add(markets.Id);
        Code = Fields.Add(markets.Code);
        Line = Fields.Add(markets.Line);
        Open = MappedPlan.Flag(markets.Open, Fields);
        Updated = Fields.Add(markets.Updated);
        Rules = [.. markets.Rules.Select(rule => new RulePlan(
            rule.Code is null ? null : Encoding.UTF8.GetBytes(rule.Code), rule.Kind, rule.Period, rule.Format ?? format,
            rule.When is null ? -1 : eventFields.Add(rule.When.Path), Encoding.UTF8.GetBytes(rule.When?.StartsWith ?? "")))];
        if (Rules.Length is 0 or > 64)
            throw new FormatException("markets have 1 to 64 rules");
        if (Code < 0 && Rules.Any(rule => rule.Code is not null))
            throw new FormatException("rules with codes, but no path to a code");
        if (markets.Selections is null)
        {
            Prices = [.. markets.Prices.Select(path => Fields.Add(path))];
            if (Rules.Any(rule => MarketKinds.Selections(rule.Kind).Length != Prices.Length))
                throw new FormatException("prices at fixed places: one path for each selection of the kind, in canonical order");
        }
        else
        {
            Selections = FeedPath.Parse(markets.Selections);
            if (!Selections.IsList || Selections.Climbs)
                throw new FormatException($"path '{markets.Selections}' must lead to a list: end it with []");
            Name = SelectionFields.Add(markets.Name ?? throw new FormatException("selections without a path to their name"));
            Price = SelectionFields.Add(markets.Price ?? throw new FormatException("selections without a path to their price"));
            Point = SelectionFields.Add(markets.Point);
            SelectionOpen = MappedPlan.Flag(markets.SelectionOpen, SelectionFields);
            Names = [.. markets.Names.Select(pair => new NamePlan(
                Encoding.UTF8.GetBytes(pair.Key), pair.Key switch { "{home}" => NameKind.Home, "{away}" => NameKind.Away, _ => NameKind.Literal }, pair.Value))];
            if (Names.Length is 0 or > 64)
                throw new FormatException("selections have 1 to 64 names");
        }
        if (Fields.Count > MappedPlan.MaxFields || SelectionFields.Count > MappedPlan.MaxFields)
            throw new FormatException($"more than {MappedPlan.MaxFields} paths in one element");
        if (Rules.Any(rule => MarketKinds.HasLine(rule.Kind)) && Line < 0 && Point < 0)
            throw new FormatException("handicaps or totals, but no path to a line");
    }

    public FeedPath Path { get; }

    public FieldSet Fields { get; } = new();

    public FieldSet SelectionFields { get; } = new();

    public int Id { get; }

    public int Code { get; }

    public int Line { get; }

    public FlagPlan Open { get; }

    public int Updated { get; }

    public RulePlan[] Rules { get; }

    public FeedPath? Selections { get; }

    public int Name { get; } = -1;

    public int Price { get; } = -1;

    public int Point { get; } = -1;

    public FlagPlan SelectionOpen { get; } = new(-1, []);

    public NamePlan[] Names { get; } = [];

    public int[] Prices { get; } = [];

    /// <summary>Without an id of its own, and where one market lists several lines, the line is part of a market's identity.</summary>
    public bool LineIsIdentity => Id < 0 || Point >= 0;
}

/// <summary>A mapping, checked and ready to be read. The constructor throws <see cref="FormatException"/> that says what is wrong with the mapping.</summary>
internal sealed class MappedPlan
{
    public const int MaxFields = 24;
    private const int MaxMarkets = 32;

    public MappedPlan(FeedMapping mapping)
    {
        Events = FeedPath.Parse(mapping.Events);
        if (!Events.IsList || Events.Climbs)
            throw new FormatException($"path '{mapping.Events}' must lead to a list: end it with []");
        Id = Fields.Add(mapping.EventId);
        Home = Fields.Add(mapping.Home);
        Away = Fields.Add(mapping.Away);
        KickOff = Fields.Add(mapping.KickOff);
        if (mapping.League is { } league && league.StartsWith("^.", StringComparison.Ordinal))
            League = Around.Add(league[2..]);
        else
            League = Fields.Add(mapping.League);
        LeagueIsAround = Around.Count > 0;
        InPlay = Flag(mapping.InPlay, Fields);
        Open = Flag(mapping.Open, Fields);
        Sport = Fields.Add(mapping.Sport);
        Updated = Fields.Add(mapping.Updated);
        Time = mapping.Time;
        Offset = mapping.UtcOffsetMinutes is >= -840 and <= 840 ? TimeSpan.FromMinutes(mapping.UtcOffsetMinutes) : throw new FormatException("an offset from UTC outside −840 to 840 minutes");
        if (mapping.Markets.Count is 0 or > MaxMarkets)
            throw new FormatException($"a mapping has 1 to {MaxMarkets} shapes of markets");
        Markets = [.. mapping.Markets.Select(markets => new MarketsPlan(markets, mapping.Format, Fields))];
        if (Fields.Count > MaxFields)
            throw new FormatException($"more than {MaxFields} paths in one element");
    }

    public FeedPath Events { get; }

    public FieldSet Fields { get; } = new();

    /// <summary>What is read of the object around the list of events.</summary>
    public FieldSet Around { get; } = new();

    public int Id { get; }

    public int Home { get; }

    public int Away { get; }

    public int KickOff { get; }

    public int League { get; }

    public bool LeagueIsAround { get; }

    public FlagPlan InPlay { get; }

    public FlagPlan Open { get; }

    public int Sport { get; }

    public int Updated { get; }

    public FeedTime Time { get; }

    public TimeSpan Offset { get; }

    public MarketsPlan[] Markets { get; }

    /// <summary>What is wrong with a mapping, or null.</summary>
    public static string? Check(FeedMapping mapping)
    {
        try
        {
            _ = new MappedPlan(mapping);
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    public static FlagPlan Flag(FeedFlag? flag, FieldSet fields)
    {
        if (flag is null)
            return new FlagPlan(-1, []);
        return flag.Values.Count is > 0 and <= 16
            ? new FlagPlan(fields.Add(flag.Path), [.. flag.Values.Select(Encoding.UTF8.GetBytes)])
            : throw new FormatException($"path '{flag.Path}': 1 to 16 values that mean yes");
    }
}
