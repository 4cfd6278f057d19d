using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>Bounds of the session layer of one account; from <c>arb.session</c>.</summary>
public sealed record SessionLayerSettings
{
    /// <summary>Captures looked at in one go; more wait for the next turn.</summary>
    public int CaptureBatch { get; init; } = 200;

    /// <summary>Recognised captures and pages kept for session and contract at most; the oldest goes first.</summary>
    public int KeptCaptures { get; init; } = 64;

    /// <summary>Changes of cookies and captures within it make one session.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Cookies that no recognised request has carried yet are used after this long all the same.</summary>
    public TimeSpan RenewAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A browser that hangs or has no tab for this long is ended and started again.</summary>
    public TimeSpan HangLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Starts of a browser in a row at most; then a person must reset the account.</summary>
    public int StartAttempts { get; init; } = 5;

    /// <summary>Pause before the second start; doubles with each further one.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause; a browser that lived longer than this starts the count anew.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Port: reads what a browser recorded, by the protocols that this build speaks. Pure; the same captures give the same answers.
/// </summary>
public interface ICaptureReader
{
    /// <summary>The protocol and role of a capture, or null: then it is not processed (L04).</summary>
    (ProviderId Provider, EndpointRole Role)? Recognise(CapturedExchange capture);

    /// <summary>True for a page for people: it may hold a protocol's token object.</summary>
    bool IsPage(CapturedExchange capture);

    /// <summary>
    /// The session of a protocol as the browser really holds and sends it: base URL and header profile of the newest recognised request, cookies of the browser for it, tokens as the
    /// protocol finds them. Generation 0. Null when no request of the protocol is among the captures, or there is nothing that a login leaves behind.
    /// </summary>
    ProviderSession? ReadSession(AccountId account, ProviderId provider, IReadOnlyList<CapturedExchange> captures, IReadOnlyList<BrowserCookie> cookies);

    /// <summary>A reader that recognises the requests of a contract with a mapping too; itself for any other contract.</summary>
    ICaptureReader With(ProviderContract contract) => this;

    /// <summary>The contracts that the captures show, unmarked, no secret in them.</summary>
    IReadOnlyList<ProviderContract> ReadContracts(AccountId account, IReadOnlyList<CapturedExchange> captures);
}

/// <summary>The session layer could not be started; nothing of it is left. Answer to <see cref="StartSessionLayer"/> when every attempt failed.</summary>
/// <param name="Reason">Why, for people; no secret.</param>
public sealed record SessionLayerFailed(string Reason);

/// <summary>The session actor is new: at its start and after each crash. From the session to its account, which tells it again what it needs to know; no answer.</summary>
public sealed record SessionActorReady
{
    /// <summary>The only one.</summary>
    public static SessionActorReady Instance { get; } = new();
}

/// <summary>How many sessions the account has had. From an account to a session actor that was restarted; no answer: its generations go on from there.</summary>
/// <param name="Generation">The newest.</param>
public sealed record SessionsSoFar(int Generation);

/// <summary>Ends a browser that an earlier life of the engine left running, while the account is off. From an account to its session; no answer.</summary>
public sealed record CleanUpBrowser
{
    /// <summary>The only one.</summary>
    public static CleanUpBrowser Instance { get; } = new();
}

/// <summary>The browser is gone or does not answer: nothing new may be executed at the account (its lamp is RED) until <see cref="BrowserBack"/>. From the session to its account; no answer.</summary>
/// <param name="Reason">What is wrong and what is done about it; no secret.</param>
public sealed record BrowserTrouble(string Reason);

/// <summary>The browser is there and holds the session. From the session to its account; no answer.</summary>
public sealed record BrowserBack
{
    /// <summary>The only one.</summary>
    public static BrowserBack Instance { get; } = new();
}

/// <summary>The protocol whose session is wanted. From an account to its session, when its marked contract changes; no answer.</summary>
/// <param name="Provider">The marked provider, or null: whichever is recognised.</param>
/// <param name="Mapped">The marked contract where it carries a mapping: only it says which requests are its own.</param>
/// <param name="Host">Host of the marked contract, or null: sessions come from its site and from no other.</param>
public sealed record UseProvider(ProviderId? Provider, ProviderContract? Mapped = null, string? Host = null);

/// <summary>Requests like those of the marked provider go to another site than that of the marked contract; they are ignored (L04). From the session to its account, once per contract; no answer.</summary>
/// <param name="Host">The other host.</param>
public sealed record SeenElsewhere(string Host);

/// <summary>The bookmaker turned a session away. From an account to its session, which offers none until something that is sent has changed; no answer.</summary>
/// <param name="Generation">Of the session that was lost.</param>
public sealed record SessionRejected(int Generation);

/// <summary>Takes the session from a worker: it halts until it is handed another. From an account to its worker; no answer.</summary>
/// <param name="Generation">The session that was lost; a worker with another one goes on.</param>
/// <param name="Reason">Why; no secret.</param>
public sealed record WithdrawSession(int Generation, string Reason);

/// <summary>Reads what the account's browser recorded. From whoever shows captures, through <c>accounts</c>, to the session; answered by <see cref="CaptureBatch"/>, which stays in memory.</summary>
/// <param name="Account">Which.</param>
/// <param name="After">Position to go on from, 0 for the oldest.</param>
/// <param name="Max">At most this many, 1 to 5,000.</param>
public sealed record ReadCaptures(AccountId Account, long After, int Max);

/// <summary>Makes contracts of what the browser recorded. From an account to its session; answered by <see cref="ContractsRecorded"/>.</summary>
public sealed record RecordContracts
{
    /// <summary>The only one.</summary>
    public static RecordContracts Instance { get; } = new();
}

/// <summary>Answer to <see cref="RecordContracts"/>.</summary>
/// <param name="Contracts">One per recognised protocol, unmarked, no secret in them; empty without a browser.</param>
public sealed record ContractsRecorded(IReadOnlyList<ProviderContract> Contracts);
