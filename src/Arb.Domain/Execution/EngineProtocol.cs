using Arb.Domain.Arbitrage;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>State of the engine. Only in <see cref="Running"/> are opportunities executed (L14).</summary>
public enum EngineState : byte
{
    /// <summary>Recovery of unfinished executions is not finished: cannot run yet.</summary>
    Recovering,

    /// <summary>Takes no opportunity; running executions go on to their end.</summary>
    Stopped,

    /// <summary>Executes.</summary>
    Running,

    /// <summary>Kill switch: takes no opportunity until a person starts it again; executions that have sent nothing end, all others go on to their safe end.</summary>
    Killed,
}

/// <summary>Starts the engine. From the command channel to the engine; answered by <see cref="EngineStatus"/>. Remembered while recovering.</summary>
/// <param name="By">Who, for the log.</param>
public sealed record StartEngine(string By);

/// <summary>Stops the engine. From the command channel to the engine; answered by <see cref="EngineStatus"/>.</summary>
/// <param name="By">Who or what, for the log.</param>
public sealed record StopEngine(string By);

/// <summary>Kill switch. From the command channel, or an actor that met a fatal condition (storage), to the engine; answered by <see cref="EngineStatus"/>.</summary>
/// <param name="Reason">Why, for the log.</param>
public sealed record KillEngine(string Reason);

/// <summary>Asks for the engine's state. From anybody to the engine; answered by <see cref="EngineStatus"/>.</summary>
public sealed record GetEngineStatus
{
    /// <summary>The only one.</summary>
    public static GetEngineStatus Instance { get; } = new();
}

/// <summary>How the engine stands. Answer to engine commands; also published on the event stream on each change of state.</summary>
/// <param name="State">State.</param>
/// <param name="Reason">Why it is so, in words.</param>
/// <param name="Trading"><c>paper</c>, <c>live</c>, or <c>demo</c>: live with play money.</param>
/// <param name="Opportunities">Opportunities known now.</param>
/// <param name="Executing">Executions that run.</param>
/// <param name="WithPerson">Executions that wait for a person.</param>
/// <param name="Started">Executions started since this run began.</param>
/// <param name="Refusals">Why opportunities were not executed: reason → count since this run began.</param>
public sealed record EngineStatus(
    EngineState State, string Reason, string Trading, int Opportunities, int Executing, int WithPerson, long Started, IReadOnlyDictionary<string, long> Refusals)
{
    /// <summary>Plans that wait for a person's approval.</summary>
    public int WaitForApproval { get; init; }
}

/// <summary>Asks for the known opportunities. From the command channel to the engine; answered by <see cref="OpportunitiesAnswered"/>.</summary>
/// <param name="Limit">At most this many, best margin first.</param>
public sealed record GetOpportunities(int Limit)
{
    /// <summary>Left out from the top.</summary>
    public int From { get; init; }

    /// <summary>Only with this in a team's name or the league; empty: all.</summary>
    public string Text { get; init; } = "";

    /// <summary>Only with a leg at this account; empty: all.</summary>
    public string Account { get; init; } = "";

    /// <summary>Only from this margin on, a fraction.</summary>
    public decimal LeastMargin { get; init; }

    /// <summary>True when an opportunity is among those asked for.</summary>
    public bool Wants(Opportunity opportunity) =>
        opportunity.Margin >= LeastMargin
        && (Account.Length == 0 || opportunity.Legs.Any(leg => leg.Market.Source.Account.Value == Account))
        && (Text.Length == 0 || Has(opportunity.Match.Home) || Has(opportunity.Match.Away) || Has(opportunity.Match.League));

    private bool Has(string name) => name.Contains(Text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One known opportunity and what the engine thinks of it.</summary>
/// <param name="Opportunity">The opportunity.</param>
/// <param name="Verdict">Executed, executing, or why it is not.</param>
public sealed record OpportunityView(Opportunity Opportunity, string Verdict)
{
    /// <summary>What about the start keeps it from being executed, or null.</summary>
    public KickOffRefusal? KickOff { get; init; }

    /// <summary>Since when it stands, whatever its prices.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Stakes in the legs' order as they would be at these prices with the target stake, balances and caps left aside; null when there is no profitable plan or it was not worked out.</summary>
    public IReadOnlyList<decimal>? Stakes { get; init; }

    /// <summary>Profit of these stakes in the worst outcome.</summary>
    public decimal? WorstProfit { get; init; }
}

/// <summary>Answer to <see cref="GetOpportunities"/>.</summary>
/// <param name="Opportunities">Best margin first.</param>
public sealed record OpportunitiesAnswered(IReadOnlyList<OpportunityView> Opportunities)
{
    /// <summary>How many fit the question, those left out included.</summary>
    public int Total { get; init; }
}

/// <summary>Asks how long opportunities stood and what they offered. From the command channel to the engine; answered by <see cref="OpportunityFigures"/>.</summary>
public sealed record GetOpportunityFigures
{
    /// <summary>The only one.</summary>
    public static GetOpportunityFigures Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetOpportunityFigures"/>, since the engine started.</summary>
/// <param name="Lifetimes">Withdrawn ones, by seconds they stood.</param>
/// <param name="Margins">Found ones, by margin as a fraction.</param>
public sealed record OpportunityFigures(IReadOnlyList<CountedRange> Lifetimes, IReadOnlyList<CountedRange> Margins);

/// <summary>How many fell into a range.</summary>
/// <param name="From">Lower end, inclusive.</param>
/// <param name="To">Upper end, exclusive; null: no end.</param>
/// <param name="Count">How many.</param>
public sealed record CountedRange(decimal From, decimal? To, long Count);

/// <summary>
/// What the engine must know of an account beside its lamp. From an account to the engine on each change; no answer.
/// </summary>
/// <param name="Account">Which.</param>
/// <param name="Provider">Its provider, or null without a contract.</param>
/// <param name="CanBet">True when session and contract are good for betting.</param>
/// <param name="Commission">Commission on winnings as a fraction, 0 to 0.2.</param>
/// <param name="Reason">Why it cannot bet; null when it can.</param>
public sealed record AccountBetting(AccountId Account, ProviderId? Provider, bool CanBet, decimal Commission, string? Reason);

/// <summary>An opportunity too good to be true waits for the operator. Published by the engine on the event stream.</summary>
/// <param name="Opportunity">The opportunity.</param>
/// <param name="At">When.</param>
public sealed record OpportunityQuarantined(Opportunity Opportunity, DateTimeOffset At);

/// <summary>An execution ended or was handed to a person. Published by <c>executions</c> on the event stream, for people.</summary>
/// <param name="Finished">How.</param>
public sealed record ExecutionEnded(ExecutionFinished Finished);
