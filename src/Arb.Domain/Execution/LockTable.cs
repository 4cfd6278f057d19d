using System.Text.Json.Serialization;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>Event of the lock table's journal.</summary>
public abstract record LockEvent
{
    private LockEvent()
    {
    }

    /// <summary>A lock was granted.</summary>
    /// <param name="Token">Fencing token, higher than every one before.</param>
    /// <param name="Opportunity">What it is for.</param>
    /// <param name="Match">Match.</param>
    /// <param name="Members">Every member event it covers.</param>
    /// <param name="Accounts">Accounts on the legs.</param>
    /// <param name="At">When.</param>
    /// <param name="TakenUp">The execution that takes it a second time, because what was settled about its bets turned out otherwise; null: the one that the token names, and in older journals.</param>
    public sealed record Granted(
        long Token, OpportunityId Opportunity, MatchId Match, IReadOnlyList<EventKey> Members, IReadOnlyList<AccountId> Accounts, DateTimeOffset At,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExecutionId? TakenUp = null) : LockEvent
    {
        /// <summary>The execution that holds it.</summary>
        [JsonIgnore]
        public ExecutionId Execution => TakenUp ?? ExecutionId.FromToken(Token);
    }

    /// <summary>A lock was released.</summary>
    /// <param name="Token">Which.</param>
    /// <param name="AnythingSent">True when the opportunity counts as executed.</param>
    /// <param name="At">When.</param>
    public sealed record Released(long Token, bool AnythingSent, DateTimeOffset At) : LockEvent;

    /// <summary>The operator allowed an opportunity again.</summary>
    /// <param name="Opportunity">Which.</param>
    /// <param name="At">When.</param>
    public sealed record Rearmed(OpportunityId Opportunity, DateTimeOffset At) : LockEvent;

    /// <summary>The engine was killed: until a person starts it, it does not run, whatever restarts come between.</summary>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="At">When.</param>
    public sealed record EngineKilled(string Reason, DateTimeOffset At) : LockEvent;

    /// <summary>A person started it again.</summary>
    /// <param name="At">When.</param>
    public sealed record EngineStarted(DateTimeOffset At) : LockEvent;

    /// <summary>A bookmaker's bet list showed a bet later than any before.</summary>
    /// <param name="Provider">Whose lists.</param>
    /// <param name="Lateness">How long after it was sent.</param>
    /// <param name="At">When.</param>
    public sealed record ListsLate(ProviderId Provider, TimeSpan Lateness, DateTimeOffset At) : LockEvent;
}

/// <summary>The lock table at one moment: what its journal would give up to there. Executed opportunities oldest first.</summary>
/// <param name="HighestToken">Highest token granted.</param>
/// <param name="Held">Held locks by token.</param>
/// <param name="Executed">Opportunities that executed.</param>
/// <param name="Killed">Why the engine is killed; null when it is not, and in older snapshots.</param>
/// <param name="Late">How late bet lists were at most, by bookmaker; null when they never were, and in older snapshots.</param>
public sealed record LockSnapshot(
    long HighestToken,
    IReadOnlyList<LockEvent.Granted> Held,
    IReadOnlyList<ExecutedMark> Executed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Killed = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LockEvent.ListsLate>? Late = null);

/// <summary>An opportunity that executed.</summary>
/// <param name="Opportunity">Which.</param>
/// <param name="At">When last.</param>
public sealed record ExecutedMark(OpportunityId Opportunity, DateTimeOffset At);

/// <summary>One held lock.</summary>
/// <param name="Grant">As it was granted.</param>
public sealed record HeldLock(LockEvent.Granted Grant)
{
    /// <summary>The execution that holds it.</summary>
    public ExecutionId Execution => Grant.Execution;
}

/// <summary>
/// Locks by match, covering every member event; fencing tokens that only rise; and which opportunities executed (L19). Fed by its journal:
/// ask, persist the event, then apply it. Not thread-safe: owned by one actor.
/// </summary>
/// <param name="rearmAfter">The same opportunity may execute again after this long; zero or less: only when the operator says so.</param>
/// <param name="maxMemory">Executed opportunities remembered at most. Beyond it the oldest is forgotten.</param>
public sealed class LockTable(TimeSpan rearmAfter, int maxMemory)
{
    private readonly SortedDictionary<long, HeldLock> _held = [];
    private readonly Dictionary<MatchId, long> _byMatch = [];
    private readonly Dictionary<EventKey, long> _byMember = [];
    private readonly Dictionary<OpportunityId, DateTimeOffset> _executed = [];
    private readonly Queue<(OpportunityId Id, DateTimeOffset At)> _order = new();
    private readonly SortedDictionary<string, LockEvent.ListsLate> _late = new(StringComparer.Ordinal);

    /// <summary>Highest token granted so far.</summary>
    public long HighestToken { get; private set; }

    /// <summary>Held locks by token.</summary>
    public IReadOnlyCollection<HeldLock> Held => _held.Values;

    /// <summary>Why the engine is killed, or null.</summary>
    public string? Killed { get; private set; }

    /// <summary>How late bet lists were so far, by bookmaker: how long after it was sent a bet appeared in one at most.</summary>
    public IEnumerable<LockEvent.ListsLate> Late => _late.Values;

    /// <summary>True when lists of a bookmaker were never this late before.</summary>
    public bool IsLater(ProviderId provider, TimeSpan lateness) => !_late.TryGetValue(provider.Value, out var known) || lateness > known.Lateness;

    /// <summary>Why no lock can be granted, or null when it can.</summary>
    public string? Refusal(OpportunityId opportunity, MatchId match, IReadOnlyList<EventKey> members, DateTimeOffset now)
    {
        if (_executed.TryGetValue(opportunity, out var at) && (rearmAfter <= TimeSpan.Zero || now - at < rearmAfter))
            return "executed already";
        return Holder(match, members);
    }

    /// <summary>Who holds the match or one of its events, in words; null when nobody does.</summary>
    public string? Holder(MatchId match, IReadOnlyList<EventKey> members)
    {
        if (_byMatch.TryGetValue(match, out var token))
            return $"match is locked by {_held[token].Execution}";
        foreach (var member in members)
            if (_byMember.TryGetValue(member, out token))
                return $"event {member} is locked by {_held[token].Execution}";
        return null;
    }

    /// <summary>The lock with a token, or null.</summary>
    public HeldLock? Find(long token) => _held.GetValueOrDefault(token);

    /// <summary>The lock of an execution, or null.</summary>
    public HeldLock? Find(ExecutionId execution) => _held.Values.FirstOrDefault(held => held.Execution == execution);

    /// <summary>True when the opportunity is blocked because it executed.</summary>
    public bool IsExecuted(OpportunityId opportunity) => _executed.ContainsKey(opportunity);

    /// <summary>Raises the token floor: tokens already in the audit are never given again.</summary>
    public void RaiseTo(long token) => HighestToken = Math.Max(HighestToken, token);

    /// <summary>Marks an opportunity as executed (from the audit, at start).</summary>
    public void MarkExecuted(OpportunityId opportunity, DateTimeOffset at)
    {
        if (_executed.TryGetValue(opportunity, out var known) && known >= at)
            return;
        _executed[opportunity] = at;
        _order.Enqueue((opportunity, at));
        while (_executed.Count > maxMemory && _order.TryDequeue(out var oldest))
            if (_executed.TryGetValue(oldest.Id, out var stamp) && stamp == oldest.At)
                _executed.Remove(oldest.Id);
    }

    /// <summary>Everything that a restart needs.</summary>
    public LockSnapshot Snapshot() => new(
        HighestToken,
        [.. _held.Values.Select(held => held.Grant)],
        [.. _executed.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key.Value, StringComparer.Ordinal).Select(pair => new ExecutedMark(pair.Key, pair.Value))],
        Killed,
        _late.Count == 0 ? null : [.. _late.Values]);

    /// <summary>Takes over a snapshot, before any event. Throws <see cref="InvalidOperationException"/> when something was applied already.</summary>
    public void Restore(LockSnapshot snapshot)
    {
        if (HighestToken != 0)
            throw new InvalidOperationException("a snapshot comes first");
        foreach (var grant in snapshot.Held.OrderBy(grant => grant.Token))
            Apply(grant);
        RaiseTo(snapshot.HighestToken);
        Killed = snapshot.Killed;
        foreach (var late in snapshot.Late ?? [])
            Apply(late);
        foreach (var mark in snapshot.Executed)
            MarkExecuted(mark.Opportunity, mark.At);
    }

    /// <summary>Applies a journaled event. An unknown one throws; so does a token that is not higher than every one before.</summary>
    public void Apply(LockEvent happened)
    {
        switch (happened)
        {
            case LockEvent.Granted granted:
                if (granted.Token <= HighestToken)
                    throw new InvalidOperationException($"fencing token {granted.Token} is not above {HighestToken}");
                HighestToken = granted.Token;
                _held.Add(granted.Token, new HeldLock(granted));
                _byMatch.Add(granted.Match, granted.Token);
                foreach (var member in granted.Members)
                    _byMember.Add(member, granted.Token);
                break;
            case LockEvent.Released released:
                Release(released);
                break;
            case LockEvent.Rearmed rearmed:
                _executed.Remove(rearmed.Opportunity);
                break;
            case LockEvent.EngineKilled killed:
                Killed = killed.Reason;
                break;
            case LockEvent.EngineStarted:
                Killed = null;
                break;
            case LockEvent.ListsLate late:
                _late[late.Provider.Value] = late;
                break;
            default:
                throw new InvalidOperationException($"unknown lock event {happened.GetType().Name}");
        }
    }

    private void Release(LockEvent.Released released)
    {
        if (!_held.Remove(released.Token, out var held))
            return;
        _byMatch.Remove(held.Grant.Match);
        foreach (var member in held.Grant.Members)
            _byMember.Remove(member);
        if (released.AnythingSent)
            MarkExecuted(held.Grant.Opportunity, released.At);
    }
}
