using System.Globalization;
using Arb.Domain.Primitives;

namespace Arb.Host.Views;

/// <summary>Money, times and markets as people read them.</summary>
internal static class Show
{
    /// <summary>A path as it is typed in a shell.</summary>
    public static string Shell(string path) => path.All(c => char.IsLetterOrDigit(c) || "/._-+:@%,\\".Contains(c)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary><c>MarginTooSmall</c> → <c>margin too small</c>.</summary>
    public static string Words(string name) => string.Concat(name.Select((letter, at) => char.IsAsciiLetterUpper(letter) ? (at > 0 ? " " : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    public static string Money(decimal? amount) => amount is { } value ? value.ToString("#,0.00", CultureInfo.InvariantCulture) : "-";

    public static string Percent(decimal fraction) => (fraction * 100m).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    public static string Time(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Where rows may be of several days.</summary>
    public static string Moment(DateTimeOffset at) => at.ToLocalTime().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at) => at.ToLocalTime().ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Lamp(Domain.Health.Lamp lamp) => lamp switch
    {
        Domain.Health.Lamp.Green => "[green]● GREEN[/]",
        Domain.Health.Lamp.Yellow => "[yellow]● YELLOW[/]",
        _ => "[red]● RED[/]",
    };

    /// <summary>E.g. <c>AH −0.5 FT</c>.</summary>
    public static string Market(MarketKind kind, Period period, Line line)
    {
        var name = kind switch
        {
            MarketKind.OneXTwo => "1X2",
            MarketKind.AsianHandicap => "handicap",
            MarketKind.OddEven => "odd/even",
            MarketKind.DoubleChance => "double chance",
            _ => kind.ToString().ToLowerInvariant(),
        };
        return $"{name}{(MarketKinds.HasLine(kind) ? " " + line : "")}{(period == Period.FirstHalf ? " 1st half" : "")}";
    }
}
