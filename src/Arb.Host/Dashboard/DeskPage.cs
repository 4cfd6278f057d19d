using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Host.Dashboard.Components;

namespace Arb.Host.Dashboard;

/// <summary>One page of the desk.</summary>
public sealed class DeskPage
{
    /// <summary>Rows read where a page filters or adds up; and the most that a command gives.</summary>
    private const int Deep = 1_000;
    private const int Most = 10_000;
    private const int Alerts = 20;
    private static readonly TimeSpan Always = TimeSpan.Zero;
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly DeskQuestion[] Everywhere = [new(new GetStatus(), Always), new(new ListAlerts(Alerts, 0), Always)];

    private readonly Func<DeskMoment, IEnumerable<DeskQuestion>> _questions;

    private DeskPage(string path, string title, Type live, Type? tools, Func<DeskMoment, IEnumerable<DeskQuestion>> questions)
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
        new("/", "Desk", typeof(DeskLive), typeof(DeskTools), _ => [new(new ListPlans(), Always)]),
        new("/opportunities", "Opportunities", typeof(OpportunitiesLive), typeof(OpportunitiesTools), at =>
            [new(new ListOpportunities(at.Rows) { From = at.Query.From, Text = at.Query.Text, Account = at.Query.Account, LeastMargin = at.Query.Least }, Always)]),
        new("/executions", "Executions", typeof(ExecutionsLive), typeof(ExecutionsTools), at =>
            [new(new ListExecutions(at.Query.Filters ? Deep : Math.Min(at.Query.From + at.Rows + 1, Most)), Now)]),
        new("/exposure", "Exposure", typeof(ExposureLive), null, _ => [new(new ListExposure(), Now), new(new ListExecutions(Deep), Soon)]),
        new("/profit", "Profit", typeof(ProfitLive), typeof(ProfitTools), at =>
            [new(Period(at), Soon), new(new GetOpportunityStatistics(), Now), new(new ListExecutions(Deep), Soon)]),
        new("/bindings", "Bindings", typeof(BindingsLive), typeof(BindingsTools), _ => [new(new ListBindings(Most) { Unbound = true }, Now)]),
        new("/log", "Log", typeof(LogLive), typeof(LogTools), at => [new(new ListLog(Math.Min(at.Query.From + Deep, Most), Severity(at.Query.Kind)), Always)]),
        new("/doctor", "Doctor", typeof(DoctorLive), typeof(DoctorTools), at => [new(new RunDoctor(AccountId.IsValid(at.Query.Account) ? at.Query.Account : null), Now)]),
        new("/account/", "Account", typeof(AccountLive), null, at => Account(at.Subject)),
        new("/execution/", "Execution", typeof(ExecutionLive), null, at => [new(new ShowExecution(at.Subject), Always)]),
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

    /// <summary>What it must ask; status and alerts are always among it.</summary>
    internal IEnumerable<DeskQuestion> Questions(DeskMoment at) => Everywhere.Concat(_questions(at));

    private static IEnumerable<DeskQuestion> Account(string account) => AccountId.IsValid(account)
        ? [new(new ShowContracts(account), Now), new(new ShowCaptures(account), Now), new(new ListExtensions(), Now), new(new ListExposure(), Now)]
        : [];

    private static GetProfit Period(DeskMoment at)
    {
        var today = DateOnly.FromDateTime(at.Time.UtcDateTime);
        return at.Query.Days <= 0 ? new GetProfit(null, null, Deep) : new GetProfit(today.AddDays(1 - at.Query.Days), today, Deep);
    }

    private static LogSeverity Severity(string kind) => Enum.TryParse<LogSeverity>(kind, ignoreCase: true, out var least) && Enum.IsDefined(least) ? least : LogSeverity.Info;
}

/// <summary>A page at a moment.</summary>
/// <param name="Subject">What it is about, or empty.</param>
/// <param name="Query">Its filters.</param>
/// <param name="Rows">Rows of a list.</param>
/// <param name="Time">When.</param>
internal sealed record DeskMoment(string Subject, DeskQuery Query, int Rows, DateTimeOffset Time);
