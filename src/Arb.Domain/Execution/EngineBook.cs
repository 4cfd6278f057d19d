using Arb.Domain.Arbitrage;
using Arb.Domain.Health;
using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>What the engine knows: opportunities, accounts, which match executes, what waits until when. Not thread-safe: owned by one actor.</summary>
/// <param name="settings">Limits.</param>
public sealed class EngineBook(EngineSettings settings)
{
    /// <summary>Stakes are worked out for this many of the opportunities that somebody looks at.</summary>
    private const int Planned = 100;

    private readonly Dictionary<OpportunityId, Entry> _entries = [];
    private readonly Dictionary<AccountId, GateAccount> _accounts = [];
    private readonly Dictionary<AccountId, decimal> _commissions = [];
    private readonly Dictionary<MatchId, ExecutionId?> _busy = [];
    private readonly HashSet<ExecutionId> _withPerson = [];
    private readonly Dictionary<OpportunityId, DateTimeOffset> _executed = [];
    private readonly Queue<OpportunityId> _executedOrder = new();
    private readonly Dictionary<string, long> _refusals = [];
    private readonly OpportunityTally _tally = new();

    /// <summary>Opportunities known.</summary>
    public int Count => _entries.Count;

    /// <summary>Matches that execute and are not with a person.</summary>
    public int Executing => _busy.Count - _withPerson.Count(id => _busy.ContainsValue(id));

    /// <summary>Executions that wait for a person.</summary>
    public int WithPerson => _withPerson.Count;

    /// <summary>Executions started.</summary>
    public long StartedTotal { get; private set; }

    /// <summary>Reason → count.</summary>
    public IReadOnlyDictionary<string, long> Refusals => new Dictionary<string, long>(_refusals);

    /// <summary>Commission by account that can bet.</summary>
    public IReadOnlyDictionary<AccountId, decimal> Commissions =>
        _commissions.Where(pair => _accounts.TryGetValue(pair.Key, out var account) && account.CanBet).ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>Adds an opportunity or its new prices. Beyond the bound the worst margin goes.</summary>
    public void Add(Opportunity opportunity)
    {
        if (_entries.TryGetValue(opportunity.Id, out var known))
        {
            if (!SamePrices(known.Opportunity, opportunity))
                known.Failures = 0; // another offer: what happened to the last one says nothing about it
            known.Opportunity = opportunity;
            return;
        }

        _tally.Found(opportunity);
        _entries.Add(opportunity.Id, new Entry(opportunity));
        if (_entries.Count > settings.MaxOpportunities)
            _entries.Remove(_entries.Values.OrderBy(entry => entry.Opportunity.Margin).ThenBy(entry => entry.Opportunity.Id.Value, StringComparer.Ordinal).First().Opportunity.Id);
    }

    /// <summary>An opportunity is gone.</summary>
    public void Remove(OpportunityId id, DateTimeOffset at)
    {
        if (_entries.Remove(id, out var entry))
            _tally.Withdrawn(at - entry.Since);
    }

    /// <summary>Margins and lifetimes so far.</summary>
    public OpportunityFigures Figures => _tally.Figures;

    /// <summary>The opportunity as it is now, or null.</summary>
    public Opportunity? Find(OpportunityId id) => _entries.GetValueOrDefault(id)?.Opportunity;

    /// <summary>A lamp changed.</summary>
    public void SetLamp(AccountId account, Lamp lamp) => _accounts[account] = _accounts.GetValueOrDefault(account) with { Lamp = lamp };

    /// <summary>No lamp is known any more: every account counts as RED until its lamp is told again.</summary>
    public void ForgetLamps()
    {
        foreach (var account in _accounts.Keys.ToArray())
            SetLamp(account, Lamp.Red);
    }

    /// <summary>Whether an account can bet changed.</summary>
    public void SetBetting(AccountBetting betting)
    {
        _accounts[betting.Account] = _accounts.GetValueOrDefault(betting.Account) with { CanBet = betting.CanBet, Reason = betting.Reason };
        _commissions[betting.Account] = betting.Commission;
    }

    /// <summary>A bet of unknown outcome appeared or went.</summary>
    public void SetQuarantine(AccountId account, bool quarantined) => _accounts[account] = _accounts.GetValueOrDefault(account) with { Quarantined = quarantined };

    /// <summary>Takes over what <c>executions</c> says: locks, quarantines, executions with a person.</summary>
    public void Align(RecoveryFinished truth)
    {
        foreach (var account in _accounts.Keys.Concat(truth.Quarantined).Distinct().ToArray())
            SetQuarantine(account, truth.Quarantined.Contains(account));
        _withPerson.Clear();
        _withPerson.UnionWith(truth.WithPerson);
        _busy.Clear();
        foreach (var (match, execution) in truth.Locked)
            _busy[match] = execution;
    }

    /// <summary>The gate, and why this engine would not take it now beside the gate.</summary>
    public GateVerdict Check(Opportunity opportunity, EngineState state, DateTimeOffset now)
    {
        var verdict = Gate.Check(opportunity, state, _accounts, settings, now);
        if (!_entries.TryGetValue(opportunity.Id, out var entry))
            return verdict;
        entry.KickOff = verdict.KickOff;
        if (!verdict.IsOpen)
            Note(entry, verdict.Reason.ToString(), verdict.Detail);
        return verdict;
    }

    /// <summary>Opportunities that may be looked at again, best margin first.</summary>
    public IReadOnlyList<Opportunity> Waiting(DateTimeOffset now)
    {
        List<Opportunity>? waiting = null;
        foreach (var entry in _entries.Values)
            if (entry.NotBefore <= now && !_busy.ContainsKey(entry.Opportunity.Market.Match) && !IsExecuted(entry.Opportunity.Id, now))
                (waiting ??= []).Add(entry.Opportunity);
        waiting?.Sort(static (a, b) => a.Margin != b.Margin ? b.Margin.CompareTo(a.Margin) : string.CompareOrdinal(a.Id.Value, b.Id.Value));
        return waiting ?? (IReadOnlyList<Opportunity>)[];
    }

    /// <summary>True when nothing may be started for the opportunity now: it executes, executed, or waits.</summary>
    public bool IsBlocked(Opportunity opportunity, DateTimeOffset now) =>
        IsBusy(opportunity.Market.Match) || IsExecuted(opportunity.Id, now) || (_entries.TryGetValue(opportunity.Id, out var entry) && entry.NotBefore > now);

    /// <summary>True while the match executes.</summary>
    public bool IsBusy(MatchId match) => _busy.ContainsKey(match);

    /// <summary>True the first time: the operator hears of it once.</summary>
    public bool Quarantine(OpportunityId id)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.Quarantined)
            return false;
        return entry.Quarantined = true;
    }

    /// <summary>Execution was asked for.</summary>
    public void Asked(OpportunityId id, MatchId match)
    {
        _busy[match] = null;
        if (_entries.TryGetValue(id, out var entry))
            entry.Verdict = "executing";
    }

    /// <summary>It runs.</summary>
    public void Started(ExecutionStarted started)
    {
        StartedTotal++;
        _busy[started.Match] = started.Execution;
    }

    /// <summary>It was refused.</summary>
    public void Refused(ExecutionRefused refused, DateTimeOffset now)
    {
        if (_busy.TryGetValue(refused.Match, out var running) && running is null)
            _busy.Remove(refused.Match);
        if (refused.Reason == "executed already")
            MarkExecuted(refused.Opportunity, now);
        Postpone(refused.Opportunity, refused.Reason, "refused", now);
    }

    /// <summary>It ended, or a person has it.</summary>
    public void Finished(ExecutionFinished finished, DateTimeOffset now)
    {
        if (finished.Result == ExecutionResult.WithPerson)
        {
            _withPerson.Add(finished.Execution);
            _busy[finished.Match] = finished.Execution;
        }
        else
        {
            _withPerson.Remove(finished.Execution);
            _busy.Remove(finished.Match);
        }

        var isKnown = _entries.TryGetValue(finished.Opportunity, out var entry);
        if (finished.AnythingSent)
        {
            MarkExecuted(finished.Opportunity, finished.At);
            if (isKnown)
                entry!.Failures = 0;
        }
        else
        {
            if (isKnown)
                entry!.Failures++;
            Postpone(finished.Opportunity, finished.Reason, finished.Result.ToString(), now);
        }

        if (isKnown)
            entry!.Verdict = $"{finished.Execution} {finished.Result}: {finished.Reason}";
    }

    /// <summary>Not now: again after <see cref="EngineSettings.RetryAfter"/>, longer each time that an execution of it ended before anything was sent (<see cref="RetryPause"/>).</summary>
    public void Postpone(OpportunityId id, string reason, string category, DateTimeOffset now)
    {
        if (_entries.TryGetValue(id, out var entry))
        {
            entry.NotBefore = now + RetryPause.After(entry.Failures, settings.RetryAfter, settings.RetryMax);
            Note(entry, category, reason);
        }
        else
        {
            Count1(category);
        }
    }

    /// <summary>Its plan waits for a person.</summary>
    public void Waits(PendingPlan plan)
    {
        if (_entries.TryGetValue(plan.Opportunity.Id, out var entry))
            Note(entry, "waits for approval", $"waits for approval as {plan.Id}");
    }

    /// <summary>Nobody answered, or what was approved could not begin: asked for again later, longer each time, as after an execution of which nothing was sent.</summary>
    public void Lapsed(OpportunityId id, DateTimeOffset now)
    {
        if (_entries.TryGetValue(id, out var entry))
            entry.Failures++;
        Postpone(id, "nobody approved it in time", "not approved", now);
    }

    /// <summary>The operator allowed it again.</summary>
    public void Rearm(OpportunityId id) => _executed.Remove(id);

    /// <summary>For people, best margin first. The first of them come with the stakes that would be planned.</summary>
    public OpportunitiesAnswered View(GetOpportunities ask)
    {
        var fitting = _entries.Values
            .Where(entry => ask.Wants(entry.Opportunity))
            .OrderByDescending(entry => entry.Opportunity.Margin)
            .ThenBy(entry => entry.Opportunity.Id.Value, StringComparer.Ordinal)
            .ToArray();
        return new OpportunitiesAnswered([.. fitting.Skip(Math.Max(0, ask.From)).Take(Math.Max(0, ask.Limit)).Select((entry, i) => View(entry, i < Planned))]) { Total = fitting.Length };
    }

    private OpportunityView View(Entry entry, bool planned)
    {
        // Sizing takes time: once for the same prices, and only for what a person looks at.
        if (planned && !ReferenceEquals(entry.PlannedFor, entry.Opportunity))
            (entry.PlannedFor, entry.Plan) = (entry.Opportunity, EnginePlanner.Outline(entry.Opportunity, _commissions, settings));
        return new OpportunityView(entry.Opportunity, entry.Verdict)
        {
            KickOff = entry.KickOff,
            Since = entry.Since,
            Stakes = planned ? entry.Plan?.Stakes : null,
            WorstProfit = planned ? entry.Plan?.WorstProfit : null,
        };
    }

    private bool IsExecuted(OpportunityId id, DateTimeOffset now) =>
        _executed.TryGetValue(id, out var at) && (settings.RearmAfter <= TimeSpan.Zero || now - at < settings.RearmAfter);

    private void MarkExecuted(OpportunityId id, DateTimeOffset at)
    {
        if (!_executed.ContainsKey(id))
            _executedOrder.Enqueue(id);
        _executed[id] = at;
        while (_executed.Count > settings.MaxExecutedMemory && _executedOrder.TryDequeue(out var oldest))
            _executed.Remove(oldest);
    }

    /// <summary>Counts a refusal once per opportunity and category, not once per look.</summary>
    private void Note(Entry entry, string category, string detail)
    {
        if (entry.Category != category)
            Count1(category);
        entry.Category = category;
        entry.Verdict = detail;
    }

    private void Count1(string category) => _refusals[category] = _refusals.GetValueOrDefault(category) + 1;

    private static bool SamePrices(Opportunity a, Opportunity b)
    {
        if (a.Legs.Count != b.Legs.Count)
            return false;
        for (var i = 0; i < a.Legs.Count; i++)
            if (a.Legs[i].Odds != b.Legs[i].Odds)
                return false;
        return true;
    }

    private sealed class Entry(Opportunity opportunity)
    {
        public Opportunity Opportunity { get; set; } = opportunity;

        public DateTimeOffset Since { get; } = opportunity.At;

        /// <summary>The offer that <see cref="Plan"/> is for.</summary>
        public Opportunity? PlannedFor { get; set; }

        public StakeOutline? Plan { get; set; }

        public DateTimeOffset NotBefore { get; set; } = DateTimeOffset.MinValue;

        /// <summary>Executions in a row that ended before anything was sent.</summary>
        public int Failures { get; set; }

        public string Verdict { get; set; } = "waiting";

        public KickOffRefusal? KickOff { get; set; }

        public string? Category { get; set; }

        public bool Quarantined { get; set; }
    }
}
