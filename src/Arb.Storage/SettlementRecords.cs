using System.Globalization;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;

namespace Arb.Storage;

/// <summary>The columns that take an execution up again.</summary>
internal abstract class IdentifiedRecord
{
    public string Execution { get; init; } = "";

    public string Opportunity { get; init; } = "";

    public string MatchId { get; init; } = "";

    public string? Events { get; init; }

    public string? Accounts { get; init; }

    public string? Ends { get; init; }

    protected ExecutionIdentity Identity => new(
        new ExecutionId(Execution),
        new OpportunityId(Opportunity),
        new MatchId(MatchId),
        [.. Lines(Events).Distinct().Select(EventKey.Parse)],
        [.. Lines(Accounts).Distinct().Select(text => new AccountId(text))],
        [.. Lines(Ends).Select(End)]);

    protected static string[] Lines(string? text) => text?.Split('\n') ?? [];

    private static SettledLeg End(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new SettledLeg(int.Parse(text[..colon], CultureInfo.InvariantCulture), Row.Name<BetStatus>(text[(colon + 1)..]));
    }
}

/// <summary>A row of the open bets.</summary>
internal sealed class OpenBetRecord : IdentifiedRecord
{
    public long Leg { get; init; }

    public string Account { get; init; } = "";

    public string Event { get; init; } = "";

    public string? Reference { get; init; }

    public string Stake { get; init; } = "";

    public string OpenedAt { get; init; } = "";

    public string ClosedAt { get; init; } = "";

    public long Running { get; init; }

    public long Paper { get; init; }

    public string? KickOff { get; init; }

    public long Number { get; init; }

    /// <summary>A bet that only a person saw has no reference that a list could show.</summary>
    public OpenBet ToBet() => new(
        new ExecutionId(Execution), (int)Leg, new AccountId(Account), EventKey.Parse(Event), Reference is null or AuditLog.PersonReference ? null : Reference, Row.Money(Stake), Row.Time(OpenedAt), Row.Time(ClosedAt))
    {
        IsPaper = Paper != 0,
        IsRunning = Running != 0,
        KickOff = Row.TimeOrNull(KickOff),
        Of = Identity,
    };
}

/// <summary>A row of the legs that were judged absent.</summary>
internal sealed class AbsentLegRecord : IdentifiedRecord
{
    public long Leg { get; init; }

    public string Account { get; init; } = "";

    public string Event { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Period { get; init; } = "";

    public long Line { get; init; }

    public string Selection { get; init; } = "";

    public string OpenedAt { get; init; } = "";

    public string? Assigned { get; init; }

    public long Waits { get; init; }

    public long Number { get; init; }

    public AbsentLeg ToLeg() => new(
        Identity, (int)Leg, new AccountId(Account), EventKey.Parse(Event), Row.Name<MarketKind>(Kind), Row.Name<Period>(Period), new Line((int)Line), Row.Name<Selection>(Selection), Row.Time(OpenedAt))
    {
        Assigned = Lines(Assigned),
        Waits = Waits != 0,
    };
}
