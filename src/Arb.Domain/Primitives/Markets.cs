using System.Globalization;

namespace Arb.Domain.Primitives;

/// <summary>Canonical market types.</summary>
public enum MarketKind : byte
{
    /// <summary>Home, draw, away.</summary>
    OneXTwo,

    /// <summary>Home, away; no draw possible.</summary>
    Moneyline,

    /// <summary>Home and away with a handicap; the line is the home handicap.</summary>
    AsianHandicap,

    /// <summary>Over and under a number of goals or points.</summary>
    Total,

    /// <summary>Odd or even sum of goals.</summary>
    OddEven,

    /// <summary>Home or draw, home or away, draw or away.</summary>
    DoubleChance,
}

/// <summary>The part of the match a market is about.</summary>
public enum Period : byte
{
    /// <summary>Full time without extra time.</summary>
    FullTime,

    /// <summary>First half.</summary>
    FirstHalf,
}

/// <summary>One side of a market. Every kind lists its selections in the order of <see cref="MarketKinds.Selections"/>.</summary>
public enum Selection : byte
{
    /// <summary>Home wins (with its handicap, for handicaps).</summary>
    Home,

    /// <summary>Draw.</summary>
    Draw,

    /// <summary>Away wins (with its handicap, for handicaps).</summary>
    Away,

    /// <summary>More than the line.</summary>
    Over,

    /// <summary>Less than the line.</summary>
    Under,

    /// <summary>Odd sum.</summary>
    Odd,

    /// <summary>Even sum.</summary>
    Even,

    /// <summary>1X.</summary>
    HomeOrDraw,

    /// <summary>12.</summary>
    HomeOrAway,

    /// <summary>X2.</summary>
    DrawOrAway,
}

/// <summary>Facts about market kinds.</summary>
public static class MarketKinds
{
    private static readonly Selection[] HomeDrawAway = [Selection.Home, Selection.Draw, Selection.Away];
    private static readonly Selection[] HomeAway = [Selection.Home, Selection.Away];
    private static readonly Selection[] OverUnder = [Selection.Over, Selection.Under];
    private static readonly Selection[] OddEvenPair = [Selection.Odd, Selection.Even];
    private static readonly Selection[] Chances = [Selection.HomeOrDraw, Selection.HomeOrAway, Selection.DrawOrAway];

    /// <summary>The selections of a kind in canonical order: the order of prices everywhere (raw odds, price updates, book columns).</summary>
    public static ReadOnlySpan<Selection> Selections(MarketKind kind) => kind switch
    {
        MarketKind.OneXTwo => HomeDrawAway,
        MarketKind.Moneyline or MarketKind.AsianHandicap => HomeAway,
        MarketKind.Total => OverUnder,
        MarketKind.OddEven => OddEvenPair,
        MarketKind.DoubleChance => Chances,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown market kind"),
    };

    /// <summary>True for kinds with a line (handicap, total).</summary>
    public static bool HasLine(MarketKind kind) => kind is MarketKind.AsianHandicap or MarketKind.Total;

    /// <summary>The same selection seen with home and away exchanged.</summary>
    public static Selection Mirror(Selection selection) => selection switch
    {
        Selection.Home => Selection.Away,
        Selection.Away => Selection.Home,
        Selection.HomeOrDraw => Selection.DrawOrAway,
        Selection.DrawOrAway => Selection.HomeOrDraw,
        _ => selection,
    };

    /// <summary>True when exchanging home and away exchanges the first and last price of the kind.</summary>
    public static bool MirrorSwapsEnds(MarketKind kind) => kind is MarketKind.OneXTwo or MarketKind.Moneyline or MarketKind.AsianHandicap or MarketKind.DoubleChance;
}

/// <summary>A line in quarters: −0.5 is −2, 2.75 is 11. For handicaps the signed home handicap, for totals the total. Range ±100,000.</summary>
/// <param name="Quarters">Number of quarters.</param>
public readonly record struct Line(int Quarters)
{
    /// <summary>No line (1X2, moneyline, odd/even, double chance).</summary>
    public static Line None => default;

    /// <summary>True for …, −0.5, 0.5, 1.5, …: no push and no half result is possible.</summary>
    public bool IsHalf => (Quarters & 3) == 2;

    /// <summary>The line as a decimal.</summary>
    public decimal Value => Quarters / 4m;

    /// <summary>The line with home and away exchanged.</summary>
    public Line Negate() => new(-Quarters);

    /// <summary>Makes a line of a wire number; false when it is no multiple of a quarter or outside the range.</summary>
    public static bool TryFrom(WireNumber number, out Line line)
    {
        line = default;
        const long quarter = WireNumber.One / 4;
        if (number.Inexact || number.Nano % quarter != 0 || Math.Abs(number.Nano / quarter) > 100_000)
            return false;
        line = new Line((int)(number.Nano / quarter));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>A comparable market of a bound match, in the match's own home/away orientation.</summary>
/// <param name="Match">The match.</param>
/// <param name="Kind">Type.</param>
/// <param name="Period">Part of the match.</param>
/// <param name="Line">Home handicap or total; <see cref="Line.None"/> without one.</param>
public readonly record struct MarketKey(MatchId Match, MarketKind Kind, Period Period, Line Line)
{
    /// <inheritdoc/>
    public override string ToString() => MarketKinds.HasLine(Kind) ? $"{Match}|{Kind}|{Period}|{Line}" : $"{Match}|{Kind}|{Period}";
}
