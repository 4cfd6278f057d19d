using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Host.Dashboard.Components;

namespace Arb.Host.Dashboard;

/// <summary>One page of the desk.</summary>
public sealed class DeskPage
{
    private const int Deep = 1_000;
    private static readonly TimeSpan Always = TimeSpan.Zero;
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly DeskQuestion Status = new(new GetStatus(), Always);

    private readonly Func<string, DeskQuery, int, IEnumerable<DeskQuestion>> _questions;

    private DeskPage(string path, string title, Type live, Type? tools, Func<string, DeskQuery, int, IEnumerable<DeskQuestion>> questions)
    {
        Path = path;
        Title = title;
        Live = live;
        Tools = tools;
        _questions = questions;
    }

    /// <summary>Every page, in the order of the menu; those with a subject are not in it.</summary>
    public static IReadOnlyList<DeskPage> All { get; } =
    [
        new("/", "Desk", typeof(DeskLive), typeof(DeskTools), (_, _, _) => []),
        new("/opportunities", "Opportunities", typeof(OpportunitiesLive), typeof(OpportunitiesTools), (_, query, rows) =>
            [new(new ListOpportunities(rows) { From = query.From, Text = query.Text, Account = query.Account, LeastMargin = query.Least }, Always)]),
        new("/executions", "Executions", typeof(ExecutionsLive), typeof(ExecutionsTools), (_, query, rows) =>
            [new(new ListExecutions(query.Filters ? Deep : Math.Min(query.From + rows + 1, 10_000)), Now)]),
        new("/exposure", "Exposure", typeof(ExposureLive), null, (_, _, _) => [new(new ListExposure(), Now), new(new ListExecutions(Deep), Soon)]),
        new("/profit", "Profit", typeof(ProfitLive), typeof(ProfitTools), (_, query, _) =>
            [new(Period(query.Days), Soon), new(new GetOpportunityStatistics(), Now), new(new ListExecutions(Deep), Soon)]),
        new("/bindings", "Bindings", typeof(BindingsLive), typeof(BindingsTools), (_, _, _) => [new(new ListBindings(10_000), Now)]),
        new("/log", "Log", typeof(LogLive), typeof(LogTools), (_, query, _) => [new(new ListLog(Math.Min(query.From + Deep, 10_000), Severity(query.Kind)), Always)]),
        new("/account/", "Account", typeof(AccountLive), null, (account, _, _) => Account(account)),
        new("/execution/", "Execution", typeof(ExecutionLive), null, (execution, _, _) => ExecutionId.IsValid(execution) ? [new(new ShowExecution(execution), Always)] : []),
    ];

    /// <summary>Path, ending in a slash when a subject follows.</summary>
    public string Path { get; }

    /// <summary>Name for people.</summary>
    public string Title { get; }

    /// <summary>The part that is kept up to date.</summary>
    public Type Live { get; }

    /// <summary>The part that stays, e.g. filters; or null.</summary>
    public Type? Tools { get; }

    /// <summary>True when it stands in the menu.</summary>
    public bool InMenu => Path == "/" || !Path.EndsWith('/');

    /// <summary>The page of an address, or null.</summary>
    internal static DeskView? Find(string path, DeskQuery query)
    {
        foreach (var page in All)
        {
            if (page.Path == path)
                return page.InMenu ? new DeskView(page, "", query) : null;
            if (!page.InMenu && path.StartsWith(page.Path, StringComparison.Ordinal) && path.Length <= page.Path.Length + 64)
                return new DeskView(page, path[page.Path.Length..], query);
        }
        return null;
    }

    /// <summary>Its path with a subject.</summary>
    public string PathOf(string subject) => InMenu ? Path : Path + Uri.EscapeDataString(subject);

    /// <summary>What it must ask; the status is always among it.</summary>
    internal IEnumerable<DeskQuestion> Questions(string subject, DeskQuery query, int rows) => _questions(subject, query, rows).Prepend(Status);

    private static IEnumerable<DeskQuestion> Account(string account) => AccountId.IsValid(account)
        ? [new(new ShowContracts(account), Now), new(new ListExtensions(), Now), new(new ListExposure(), Now)]
        : [];

    private static GetProfit Period(int days)
    {
        if (days <= 0)
            return new GetProfit(null, null, Deep);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return new GetProfit(today.AddDays(1 - days), today, Deep);
    }

    private static LogSeverity Severity(string kind) => Enum.TryParse<LogSeverity>(kind, ignoreCase: true, out var least) && Enum.IsDefined(least) ? least : LogSeverity.Info;
}
