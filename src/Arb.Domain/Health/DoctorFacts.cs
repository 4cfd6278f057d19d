using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Domain.Health;

/// <summary>Asks an account for what the doctor needs. From the doctor to <c>accounts</c>; answered by <see cref="AccountEvidence"/> and, when it has a worker, by the worker with <see cref="HarvestEvidence"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record GetAccountEvidence(AccountId Account);

/// <summary>What an account knows of itself, beyond its view. Answer to <see cref="GetAccountEvidence"/>.</summary>
/// <param name="View">As everybody sees it.</param>
/// <param name="HasBrowser">True when it logs in through a browser; false when sessions are imported.</param>
/// <param name="BrowserTrouble">What is wrong with its browser, or null.</param>
/// <param name="SessionHost">Host that the session speaks to, or null without one.</param>
/// <param name="Cookies">Cookies of the session.</param>
/// <param name="Tokens">Tokens of the session.</param>
/// <param name="Contracts">Providers it has a contract of.</param>
/// <param name="CanHarvest">True when the marked contract is good for odds.</param>
/// <param name="Endpoints">Roles and methods of the marked contract, e.g. <c>Odds GET</c>; no address.</param>
/// <param name="ContractHost">Host the marked contract was captured at, or null.</param>
/// <param name="HasWorker">True while a worker exists.</param>
public sealed record AccountEvidence(
    AccountView View,
    bool HasBrowser,
    string? BrowserTrouble,
    string? SessionHost,
    int Cookies,
    int Tokens,
    IReadOnlyList<string> Contracts,
    bool CanHarvest,
    IReadOnlyList<string> Endpoints,
    string? ContractHost,
    bool HasWorker);

/// <summary>Asks a worker what it did and got. From the doctor, through the account; answered by <see cref="HarvestEvidence"/>.</summary>
public sealed record GetHarvestEvidence
{
    /// <summary>The only one.</summary>
    public static GetHarvestEvidence Instance { get; } = new();
}

/// <summary>What the body of an answer looked like from outside; nothing of its content.</summary>
public enum BodyKind : byte
{
    /// <summary>No answer yet, or one without a body by its status (304).</summary>
    None,

    /// <summary>Zero bytes.</summary>
    Empty,

    /// <summary>A page (HTML or XML).</summary>
    Page,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Anything else: script, text, binary.</summary>
    Other,
}

/// <summary>How one poll of a worker fares since it started over.</summary>
/// <param name="Name">Its name, e.g. <c>odds t</c>.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Sent">Requests sent.</param>
/// <param name="Good">Answers that were applied or unchanged.</param>
/// <param name="FailuresInRow">Failures since the last good answer.</param>
/// <param name="LastGoodAt">Last good answer, or null.</param>
/// <param name="LastStatus">HTTP status of the last answer, 0 when there was none.</param>
/// <param name="LastFailure">How the last call ended without an answer.</param>
/// <param name="LastKind">What the last answer was; null before one, or without one.</param>
/// <param name="LastBytes">Bytes of the last answer's body.</param>
/// <param name="LastBody">What it looked like.</param>
/// <param name="Rows">Rows of all applied answers together.</param>
/// <param name="Reason">Why the last one was not good, or null; no secret in it.</param>
public sealed record PollEvidence(
    string Name,
    HarvestRole Role,
    long Sent,
    long Good,
    int FailuresInRow,
    DateTimeOffset? LastGoodAt,
    int LastStatus,
    TransportFailure LastFailure,
    HarvestKind? LastKind,
    int LastBytes,
    BodyKind LastBody,
    long Rows,
    string? Reason);

/// <summary>What a worker did and got. Answer to <see cref="GetHarvestEvidence"/>.</summary>
/// <param name="Health">Its report.</param>
/// <param name="Registered">True when it has its column in every shard of the book.</param>
/// <param name="Column">Its column, or null.</param>
/// <param name="LastSentAt">Last request, or null.</param>
/// <param name="NextAt">When it asks next, or null while halted.</param>
/// <param name="Polls">Each poll.</param>
/// <param name="Events">Events decoded and kept.</param>
/// <param name="Markets">Markets decoded and kept.</param>
/// <param name="Slots">Markets that stand in the book.</param>
/// <param name="Sample">One market with its prices as decoded, or null.</param>
public sealed record HarvestEvidence(
    WorkerHealth Health,
    bool Registered,
    byte? Column,
    DateTimeOffset? LastSentAt,
    DateTimeOffset? NextAt,
    IReadOnlyList<PollEvidence> Polls,
    int Events,
    int Markets,
    int Slots,
    string? Sample);

/// <summary>Asks the market what it has of a source. From the doctor to <c>market</c>, which asks its parts; answered by <see cref="MarketEvidence"/>.</summary>
/// <param name="Source">Whose feed.</param>
public sealed record GetMarketEvidence(SourceKey Source);

/// <summary>How the market tree stands.</summary>
public enum MarketCondition : byte
{
    /// <summary>Running.</summary>
    Running,

    /// <summary>It starts over after a failure.</summary>
    StartingOver,

    /// <summary>It failed too often and stays down.</summary>
    Down,
}

/// <summary>What the market has of a source. A part that did not answer in time is null. Answer to <see cref="GetMarketEvidence"/>.</summary>
/// <param name="Condition">State of the tree.</param>
/// <param name="Registry">From the provider's registry; null also when there is none yet.</param>
/// <param name="Binding">From discovery.</param>
/// <param name="Pairing">From pairing.</param>
/// <param name="Shards">From the arbitrage actors that answered.</param>
/// <param name="ShardCount">Arbitrage actors there are.</param>
public sealed record MarketEvidence(
    MarketCondition Condition, RegistryEvidence? Registry, BindingEvidence? Binding, PairingEvidence? Pairing, IReadOnlyList<ShardEvidence> Shards, int ShardCount);

/// <summary>What a provider's registry has. From a registry in answer to <see cref="GetMarketEvidence"/>.</summary>
/// <param name="Events">Events of the provider.</param>
/// <param name="Markets">Markets of the provider.</param>
/// <param name="SourceEvents">Events that the asked source announced.</param>
/// <param name="SourceMarkets">Markets that the asked source announced.</param>
/// <param name="Refused">Events and markets not taken since start.</param>
/// <param name="Sample">One event, or null.</param>
public sealed record RegistryEvidence(int Events, int Markets, int SourceEvents, int SourceMarkets, long Refused, string? Sample);

/// <summary>What discovery has of a provider. From discovery in answer to <see cref="GetMarketEvidence"/>.</summary>
/// <param name="Loaded">False while stored bindings cannot be read: nothing is bound until they are.</param>
/// <param name="Events">Events of the provider.</param>
/// <param name="OtherEvents">Events of every other provider, by name.</param>
/// <param name="Bound">Matches with an event of the provider.</param>
/// <param name="Questions">Undecided pairs with an event of the provider.</param>
/// <param name="Unsaved">Bindings that wait to be stored.</param>
/// <param name="Sample">One bound match, or null.</param>
public sealed record BindingEvidence(bool Loaded, int Events, IReadOnlyDictionary<string, int> OtherEvents, int Bound, int Questions, int Unsaved, string? Sample)
{
    /// <summary>Events of the provider that another book surely has too and that are bound to none.</summary>
    public int Unbound { get; init; }

    /// <summary>Books whose kick-offs differ from this provider's by the same time for many matches.</summary>
    public IReadOnlyList<Discovery.KickOffOffset> Offsets { get; init; } = [];
}

/// <summary>What pairing has of a source. From pairing in answer to <see cref="GetMarketEvidence"/>.</summary>
/// <param name="Column">The source's column of the book, or null.</param>
/// <param name="Matches">Bound matches with markets of the source.</param>
/// <param name="Markets">Markets of the source in them.</param>
/// <param name="Slots">Of these, compared in the book with another source's.</param>
/// <param name="Unsupported">Markets of those matches that are not compared: quarter and whole lines; of all sources.</param>
/// <param name="Refused">Markets refused since start because a shard was full; of all sources.</param>
/// <param name="Sample">One compared market, or null.</param>
public sealed record PairingEvidence(byte? Column, int Matches, int Markets, int Slots, int Unsupported, long Refused, string? Sample)
{
    /// <summary>Markets left out because a source has two that claim to be the same one; of all sources.</summary>
    public int ClaimedTwice { get; init; }
}

/// <summary>What a shard of the book has of a source. From an arbitrage actor in answer to <see cref="GetShardEvidence"/>.</summary>
/// <param name="Shard">Which.</param>
/// <param name="Markets">Open markets.</param>
/// <param name="Opportunities">Standing opportunities.</param>
/// <param name="Updates">Price updates since start.</param>
/// <param name="ConfirmedAt">When the prices of the column were last confirmed, or null.</param>
/// <param name="IsFresh">True while they count.</param>
public sealed record ShardEvidence(byte Shard, int Markets, int Opportunities, long Updates, DateTimeOffset? ConfirmedAt, bool IsFresh);

/// <summary>Asks a shard about a column. From <c>market</c>; answered by <see cref="ShardEvidence"/>.</summary>
/// <param name="Column">The column, or null: the source has none.</param>
public sealed record GetShardEvidence(byte? Column);

/// <summary>Everything that the doctor judges one account by; what did not answer in time is null.</summary>
/// <param name="At">When it was collected.</param>
/// <param name="Account">From the account.</param>
/// <param name="Worker">From its worker.</param>
/// <param name="Market">From the market.</param>
/// <param name="Engine">From the engine.</param>
public sealed record DoctorFacts(DateTimeOffset At, AccountEvidence Account, HarvestEvidence? Worker, MarketEvidence? Market, EngineStatus? Engine);
