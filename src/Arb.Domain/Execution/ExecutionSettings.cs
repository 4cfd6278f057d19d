namespace Arb.Domain.Execution;

/// <summary>Paper or live.</summary>
public enum TradingMode : byte
{
    /// <summary>Fills at harvested prices; touches no betting endpoint. The default.</summary>
    Paper,

    /// <summary>Real bets.</summary>
    Live,
}

/// <summary>Settings of <c>arb.execution</c>.</summary>
public sealed record ExecutionSettings
{
    /// <summary>Executions at the same time, all matches together; at least 1.</summary>
    public int MaxConcurrent { get; init; } = 4;

    /// <summary>An execution older than this is driven to a safe end by the watchdog.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Deadline for a durable write to the audit tables.</summary>
    public TimeSpan AuditTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before a failed final audit write is tried again; the lock is held meanwhile.</summary>
    public TimeSpan AuditRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Deadline for the answer of an exposure actor.</summary>
    public TimeSpan ExposureTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Deadline for bet list and fresh quote of all legs together, counted by the match actor.</summary>
    public TimeSpan QuoteTimeout { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>A leg is not sent on a quote older than this (a restart, a long wait for evidence): it is quoted again, against every other way to close the position.</summary>
    public TimeSpan QuoteMaxAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Deadline for the answer to a placement, counted by the match actor; longer than the bettor's <see cref="CallTimeout"/>. Past it the outcome is unknown.</summary>
    public TimeSpan PlacementTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Deadline of one HTTP call of a bettor.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A placement that has waited longer than this since its intent is not sent: its answer could not be here within <see cref="PlacementTimeout"/>.</summary>
    public TimeSpan SendWindow => PlacementTimeout - CallTimeout;

    /// <summary>Deadline of a balance that is read beside a bet list; without it the list stands alone. Shorter than <see cref="QuoteTimeout"/>.</summary>
    public TimeSpan BalanceTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls that wait at one bettor; more are refused.</summary>
    public int BettorQueue { get; init; } = 32;

    /// <summary>Profit in the worst outcome that the fresh quotes must still give, in account currency; at least 0 (0 means: above 0).</summary>
    public decimal MinProfit { get; init; }

    /// <summary>Fresh quotes with a margin above this are too good to be true and nothing is sent (<c>arb.engine.max-margin</c>); a fraction.</summary>
    public decimal MaxMargin { get; init; } = 0.15m;

    /// <summary>When a first leg may still be sent.</summary>
    public KickOffRule KickOff { get; init; } = KickOffRule.Default;

    /// <summary>Smallest stake steps; see <see cref="StakeSteps"/>.</summary>
    public StakeSteps Steps { get; init; } = StakeSteps.Default;

    /// <summary>Pause before a failed start-up read, or a match actor that died with its lock held, is tried again.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same opportunity may execute again after this long; zero or less: only the operator arms it again (<c>arb.engine.rearm-after</c>).</summary>
    public TimeSpan RearmAfter { get; init; } = TimeSpan.Zero;

    /// <summary>Executed opportunities remembered at most.</summary>
    public int MaxExecutedMemory { get; init; } = 100_000;

    /// <summary>The lock table is saved as a snapshot, and its older events deleted, every so many events; at least 1.</summary>
    public int SnapshotEvery { get; init; } = 2_000;

    /// <summary>Pause between two rounds of the watchdog (L20).</summary>
    public TimeSpan WatchdogInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Executions up to this token were open when their files were lost, or older than what really happened, and a person accepted it: they are only a person's.</summary>
    public long HandedOverTo { get; init; }

    /// <summary>True in paper trading: an execution that was begun in the other mode is left to a person.</summary>
    public bool Paper { get; init; }

    /// <summary>Balance that paper trading starts with at every account.</summary>
    public decimal PaperBalance { get; init; } = 10_000m;

    /// <summary>Hedging and reconciliation.</summary>
    public HedgeSettings Hedge { get; init; } = new();
}

/// <summary>Settings of <c>arb.hedge</c>.</summary>
public sealed record HedgeSettings
{
    /// <summary>Evidence about an unknown outcome is collected at most this long; then the least worst case over both possibilities is taken (L16).</summary>
    public TimeSpan ReconcileDeadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Pause between two readings of a bet list.</summary>
    public TimeSpan ReconcileInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Complete, authenticated readings past the settle time that prove absence.</summary>
    public int AbsentReadings { get; init; } = 3;

    /// <summary>How late bet lists were at a bookmaker is learned up to this; shorter than <see cref="ReconcileDeadline"/>, or nothing could be proven there any more before it.</summary>
    public TimeSpan MaxListLateness { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A request that was cut off may still be on its way for this long: added to the settle time before a missing bet counts as absent.</summary>
    public TimeSpan InFlight { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Difference between the provider's clock and ours that matching by time tolerates; a bet that fits but for its time is left to a person.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bet lists are asked from this long before the execution: more than any clock or time zone is wrong by, or the list would leave out the bet that is looked for.</summary>
    public TimeSpan ListMargin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Loss in the worst outcome up to which a hedge is placed without a person, in account currency; at least 0.</summary>
    public decimal MaxLoss { get; init; } = 10m;

    /// <summary>Hedge rounds before a person is asked; at least 1.</summary>
    public int MaxRounds { get; init; } = 5;

    /// <summary>Pause between two rounds.</summary>
    public TimeSpan RoundDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Pause between two rounds once a person was asked: hedging goes on (L16).</summary>
    public TimeSpan SlowRoundDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Rounds after a person was asked; the hedging stops there because the market has closed long since. At least 0.</summary>
    public int MaxSlowRounds { get; init; } = 40;

    /// <summary>Deadline for prices, bet lists and quotes of one round.</summary>
    public TimeSpan RoundTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Candidates quoted in one round, best price first.</summary>
    public int MaxCandidates { get; init; } = 8;

    /// <summary>Quotes asked for one candidate while the provider answers with new prices.</summary>
    public int MaxQuoteTries { get; init; } = 3;

    /// <summary>Step of hedge stakes; finer than the engine's because a hedge must fit.</summary>
    public decimal StakeStep { get; init; } = 1m;
}

/// <summary>Settings of <c>arb.exposure</c> for one account (L17).</summary>
/// <param name="MaxPerMatch">Cap per match, account currency.</param>
/// <param name="MaxTotal">Cap over all matches, account currency.</param>
public sealed record ExposureSettings(decimal MaxPerMatch, decimal MaxTotal)
{
    /// <summary>The defaults: 200 a match, 1,000 in all.</summary>
    public static ExposureSettings Default { get; } = new(200m, 1_000m);
}

/// <summary>Settings of <c>arb.engine</c>.</summary>
public sealed record EngineSettings
{
    /// <summary>Paper or live.</summary>
    public TradingMode Trading { get; init; } = TradingMode.Paper;

    /// <summary>True where the bookmakers are simulated and the money is none: set by the demo's own composition, by no setting. What trades live says DEMO then.</summary>
    public bool PlayMoney { get; init; }

    /// <summary>What is told of it: <c>paper</c>, <c>live</c> or <c>demo</c>.</summary>
    public string TradingWord => Trading == TradingMode.Paper ? "paper" : PlayMoney ? "demo" : "live";

    /// <summary>Nothing in the process looked at the clock for this long: the machine slept, or the process stood still.</summary>
    public TimeSpan SleepGap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True: the engine runs as soon as recovery is finished; false: it waits for <see cref="StartEngine"/>.</summary>
    public bool AutoStart { get; init; }

    /// <summary>Margins below this are not worth it; a fraction (0.005 is 0.5 %).</summary>
    public decimal MinMargin { get; init; } = 0.003m;

    /// <summary>Margins above this are too good to be true and are quarantined for the operator; a fraction.</summary>
    public decimal MaxMargin { get; init; } = 0.15m;

    /// <summary>Which matches are too near their start, or past it.</summary>
    public KickOffRule KickOff { get; init; } = KickOffRule.Default;

    /// <summary>The same opportunity may execute again after this long; <see cref="TimeSpan.Zero"/> or less: only the operator arms it again.</summary>
    public TimeSpan RearmAfter { get; init; } = TimeSpan.Zero;

    /// <summary>An opportunity that was refused or aborted before anything was sent is tried again after this long.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause doubles from <see cref="RetryAfter"/> up to this while executions of the same opportunity at the same prices end before anything was sent.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Sum of stakes of one execution, account currency.</summary>
    public decimal TargetStake { get; init; } = 100m;

    /// <summary>Smallest stake the engine plans for a leg; the provider's own limit comes with the quote.</summary>
    public decimal MinLegStake { get; init; } = 5m;

    /// <summary>Profit in the worst outcome that a plan must give; at least 0 (0 means: above 0).</summary>
    public decimal MinProfit { get; init; }

    /// <summary>Stake steps.</summary>
    public StakeSteps Steps { get; init; } = StakeSteps.Default;

    /// <summary>Opportunities kept at most; the worst margins go first.</summary>
    public int MaxOpportunities { get; init; } = 1_000;

    /// <summary>Executed opportunities remembered at most.</summary>
    public int MaxExecutedMemory { get; init; } = 100_000;

    /// <summary>A balance older than this is read again before it is used.</summary>
    public TimeSpan BalanceMaxAge { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deadline for the answers (balance, exposure) that sizing needs; past it the opportunity waits for <see cref="RetryAfter"/>.</summary>
    public TimeSpan SizingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An opportunity found longer ago than this is not executed. The book itself withdraws stale prices; this is the second line.</summary>
    public TimeSpan OpportunityMaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Pause between two looks at opportunities that wait (for a lamp, a retry, room).</summary>
    public TimeSpan ReviewInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Executions (and sizings) at the same time.</summary>
    public int MaxConcurrent { get; init; } = 4;

    /// <summary>Which plans a person approves in live trading.</summary>
    public ApprovalRule Approve { get; init; } = ApprovalRule.First(10);

    /// <summary>A plan that nobody approved lapses after this long; so does an approved one that could not begin.</summary>
    public TimeSpan ApproveWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Plans that wait at the same time, at most; beyond it nothing more is sized.</summary>
    public int MaxPendingPlans { get; init; } = 20;
}

/// <summary>One step: stakes up to and including <paramref name="UpTo"/> are multiples of <paramref name="Step"/>.</summary>
/// <param name="UpTo">Upper end of the range.</param>
/// <param name="Step">Multiple, at least 0.01 and at most two decimals.</param>
public readonly record struct StakeStep(decimal UpTo, decimal Step);

/// <summary>What people bet: round numbers, rounder for larger stakes.</summary>
/// <param name="Items">By ascending <see cref="StakeStep.UpTo"/>; the last one counts for everything above.</param>
public sealed record StakeSteps(IReadOnlyList<StakeStep> Items)
{
    /// <summary>Whole units up to 100, multiples of 5 up to 1,000, of 10 above.</summary>
    public static StakeSteps Default { get; } = new([new(100m, 1m), new(1_000m, 5m), new(decimal.MaxValue, 10m)]);

    /// <summary>The same step everywhere.</summary>
    public static StakeSteps Every(decimal step) => new([new(decimal.MaxValue, step)]);

    /// <summary>The largest allowed stake that is at most <paramref name="amount"/>; 0 when there is none.</summary>
    public decimal Down(decimal amount)
    {
        for (var i = BandOf(amount); amount > 0m; amount = Items[--i].UpTo)
        {
            var stake = decimal.Floor(amount / Items[i].Step) * Items[i].Step;
            if (i == 0 || stake > Items[i - 1].UpTo)
                return stake;
        }

        return 0m;
    }

    /// <summary>The smallest allowed stake that is at least <paramref name="amount"/>.</summary>
    public decimal Up(decimal amount)
    {
        for (var i = BandOf(amount); ; amount = Items[i++].UpTo + 0.01m)
        {
            var stake = decimal.Ceiling(amount / Items[i].Step) * Items[i].Step;
            if (i == Items.Count - 1 || stake <= Items[i].UpTo)
                return stake;
        }
    }

    /// <summary>The allowed stake before <paramref name="stake"/>, which is one; 0 when there is none.</summary>
    public decimal Below(decimal stake)
    {
        var band = BandOf(stake);
        var below = stake - Items[band].Step;
        return band == 0 || below > Items[band - 1].UpTo ? Math.Max(below, 0m) : Down(Items[band - 1].UpTo);
    }

    private int BandOf(decimal amount)
    {
        var band = 0;
        while (band < Items.Count - 1 && amount > Items[band].UpTo)
            band++;
        return band;
    }
}
