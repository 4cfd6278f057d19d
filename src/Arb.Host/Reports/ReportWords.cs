using Arb.Domain.Execution;
using Arb.Host.Views;

namespace Arb.Host.Reports;

/// <summary>The key figures of a report in words, the same for table and page.</summary>
internal static class ReportWords
{
    public static IReadOnlyList<(string Name, string Value)> Key(ReportFigures figures) =>
    [
        ("executions", $"{figures.Executions}"),
        ("bets accepted", $"{figures.Bets}"),
        ("turnover", Show.Money(figures.Turnover)),
        ("planned profit", Show.Money(figures.PlannedProfit)),
        ("locked profit", Show.Money(figures.LockedProfit)),
        ("of it by hedges", Show.Money(figures.HedgeLoss)),
        ("margin of complete ones", figures.Margin is { } margin ? Show.Percent(margin) : "-"),
        ("phantoms (gone on re-quote)", figures.PhantomRate is { } rate ? $"{figures.Phantoms} of {figures.Requoted} ({Show.Percent(rate)})" : "-"),
    ];

    public static string Bucket(MarginBucket bucket) => (bucket.From, bucket.To) switch
    {
        (null, { } to) => $"below {to * 100m:0.#} %",
        ({ } from, null) => $"{from * 100m:0.#} % and more",
        _ => System.FormattableString.Invariant($"{bucket.From * 100m:0.#} to {bucket.To * 100m:0.#} %"),
    };
}
