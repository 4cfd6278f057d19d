using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Simulation;

/// <summary>
/// Everything outside the engine, on virtual time: three bookmakers, the network, the disk, the audit, a person. First a phase with faults and crashes,
/// then one without, in which all must come to an end.
/// </summary>
internal sealed class SimulationWorld
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The secret of every session here.</summary>
    public const string Cookie = "cookie-5ecre7";

    private static readonly ExecutionSettings Usual = new() { Hedge = new HedgeSettings { MaxSlowRounds = 12 } };
    private static readonly byte[] CookieBytes = Encoding.UTF8.GetBytes(Cookie);

    private readonly PriorityQueue<(int Epoch, Action Do), (DateTimeOffset Due, long Order)> _events = new();
    private readonly List<string>? _trace;
    private readonly int _seed;
    private readonly SimulationChecker _checker;
    private SimulatedMachine? _machine;
    private DateTimeOffset _down = Start;
    private DateTimeOffset _faultsEnd;
    private long _order;
    private int _epoch = 1;
    private bool _durable;

    public SimulationWorld(int seed, bool trace, SimulationPlant? plant)
    {
        _seed = seed;
        Plant = plant;
        _trace = trace ? [] : null;
        Dice = new SimulationDice(seed);
        MoneyLies = Dice.Percent(25);
        IsGenerous = Dice.Percent(25);
        var usual = IsGenerous ? Usual with { Hedge = Usual.Hedge with { MaxLoss = 60m } } : Usual;
        Settings = plant?.Settings?.Invoke(usual) ?? usual;
        Person = Dice.Next(10) switch { < 3 => PersonAtHome.Nobody, < 7 => PersonAtHome.Careful, _ => PersonAtHome.Hasty };
        _checker = new SimulationChecker(this);
        Exposure = new ExposureSettings(80m + (20 * Dice.Next(8)), 500m + (100 * Dice.Next(6)));
        ExecutionDecide real = new ExecutionDecider(Settings).Decide;
        Decide = plant?.Decider?.Invoke(real) ?? real;
        Time = new WorldTime(this);
        Bookmakers =
        [
            new(this, new ProviderId("CMD"), new AccountId("a1"), TimeSpan.FromSeconds(5), showsKeys: false),
            new(this, new ProviderId("SBO"), new AccountId("a2"), TimeSpan.FromSeconds(4), showsKeys: true),
            new(this, new ProviderId("ISPORT"), new AccountId("a3"), TimeSpan.FromSeconds(3), showsKeys: Dice.Percent(50)),
        ];
        var leak = plant?.LeaksSession == true ? Cookie : null;
        Protocols = Bookmakers.ToDictionary(bookmaker => bookmaker.Provider, bookmaker => (IProviderProtocol)new SimulatedProtocol(bookmaker.Provider, bookmaker.SettleTime, leak, plant?.TrustsDeadlines == true));
        Wire = new SimulatedWire(this);
        Disk = new SimulatedDisk(this);
        Audit = new SimulatedAudit(this);
        Book = new SimulatedOpportunities(this);
    }

    public SimulationPlant? Plant { get; }

    public ExecutionSettings Settings { get; }

    public EngineSettings Engine => new()
    {
        Trading = TradingMode.Live,
        AutoStart = true,
        ReviewInterval = TimeSpan.FromSeconds(2),
        OpportunityMaxAge = TimeSpan.FromHours(1),
        RearmAfter = Settings.RearmAfter,
        Approve = ApprovalRule.Off, // nobody sits there
    };

    public SettlementSettings Settlement => new(TimeSpan.FromSeconds(20), 1_000) { WatchAbsent = Plant?.ForgetsAbsent == true ? TimeSpan.FromDays(-3_650) : TimeSpan.FromHours(24) };

    /// <summary>True where bookmakers hide a bet from the balance, too: then nothing at all shows it at first.</summary>
    public bool MoneyLies { get; }

    /// <summary>True where the operator lets the engine lose enough to hedge what is still unknown, and bets by hand more often: two bets fit, and neither is sure for a long time.</summary>
    public bool IsGenerous { get; }

    public ExposureSettings Exposure { get; }

    public ExecutionDecide Decide { get; }

    public SimulationDice Dice { get; }

    public TimeProvider Time { get; }

    public IReadOnlyList<SimulatedBookmaker> Bookmakers { get; }

    public IReadOnlyDictionary<ProviderId, IProviderProtocol> Protocols { get; }

    public SimulatedWire Wire { get; }

    public SimulatedDisk Disk { get; }

    public SimulatedAudit Audit { get; }

    public SimulatedOpportunities Book { get; }

    public SimulationChecker Checker => _checker;

    public SimulationCoverage Coverage { get; } = new();

    /// <summary>Who looks after executions that wait for a person.</summary>
    public PersonAtHome Person { get; }

    public int Crashes { get; private set; }

    public IReadOnlyList<string>? Trace => _trace;

    public DateTimeOffset Now => _machine?.Clock.Now ?? _down;

    public bool Faulty => Now < _faultsEnd;

    /// <summary>When the faults stop; set once by the run.</summary>
    public void FaultsUntil(DateTimeOffset end) => _faultsEnd = end;

    public SimulatedMachine? Machine => _machine;

    /// <summary>True with the world's chance of a fault, while there are faults.</summary>
    public bool Fault() => Faulty && Dice.Percent(Dice.Faults);

    /// <summary>As <see cref="Fault()"/>, for a part of the cases in percent; what happens is remembered.</summary>
    public bool Fault(SimulationFault fault, int part = 100)
    {
        if (!Fault() || (part < 100 && !Dice.Percent(part)))
            return false;
        Did(fault);
        return true;
    }

    /// <summary>As <see cref="Fault(SimulationFault, int)"/>, with a chance of its own in every world with faults: most worlds place few bets before they stop.</summary>
    public bool Lies(SimulationFault fault, int percent)
    {
        if (!Faulty || Dice.Faults == 0 || !Dice.Percent(percent))
            return false;
        Did(fault);
        return true;
    }

    public void Did(SimulationFault fault) => Coverage.Faults.Add(fault);

    public SimulatedBookmaker BookmakerOf(AccountId account) => Bookmakers.First(bookmaker => bookmaker.Account == account);

    public ProviderSession SessionOf(SimulatedBookmaker bookmaker) => new(
        bookmaker.Account, new Uri("http://simulated/"), new Dictionary<string, string> { ["session"] = Cookie }, [], new Dictionary<string, string>(), 1);

    /// <summary>The bets of an execution that the bookmakers booked, found by ticket.</summary>
    public IEnumerable<(int Number, SimulatedBet Bet)> BetsOf(JournaledExecution execution)
    {
        foreach (var leg in execution.Legs.Where(leg => leg.Attempt > 0))
            foreach (var bet in BookmakerOf(leg.Account).Bets)
                if (leg.TicketKey is { } key && key.StartsWith(bet.Ticket.Key, StringComparison.Ordinal) && (key.Length == bet.Ticket.Key.Length || !char.IsAsciiDigit(key[bet.Ticket.Key.Length])))
                    yield return (leg.Number, bet);
    }

    /// <summary>Happens later, crash or no crash.</summary>
    public void Outside(TimeSpan delay, Action action) => _events.Enqueue((0, action), (Now + delay, ++_order));

    /// <summary>Happens later in this life of the engine's process; a crash forgets it.</summary>
    public void Inside(TimeSpan delay, Action action) => _events.Enqueue((_epoch, action), (Now + delay, ++_order));

    /// <summary>A line of the trace; without a trace the text is not even made.</summary>
    public void Note([InterpolatedStringHandlerArgument("")] NoteText what)
    {
        if (_trace is not null)
            _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{(Now - Start).TotalSeconds,10:0.000} {what.Take()}"));
    }

    public void Note(string what) => Note($"{what}");

    // ---- what the stand-ins report ----

    public WriteFate JournalFate()
    {
        if (!Faulty || !Dice.PerMille(Math.Min(8, Dice.Faults)))
            return WriteFate.Stored;
        var refused = Dice.Percent(50);
        Did(refused ? SimulationFault.JournalRefused : SimulationFault.JournalStoredButFailed);
        return refused ? WriteFate.Refused : WriteFate.StoredButFailed;
    }

    public void Journaled(string persistenceId, object happened, byte[] bytes)
    {
        _durable = true;
        Note($"journal {persistenceId}: {(happened is ExecutionEvent step ? step.Describe() : happened)}");
        if (bytes.AsSpan().IndexOf(CookieBytes) >= 0)
            _checker.Violated($"the journal holds the session's cookie: {ExecutionEventCodec.ManifestOf(happened)} of {persistenceId}");
        _checker.Journaled(persistenceId, happened);
    }

    public void Audited(string what, AuditRow row)
    {
        _durable = true;
        Note($"audit {what} {row.Execution}: {row.Result} {string.Join(' ', row.Legs.Select(leg => leg.Status))}");
        foreach (var leg in row.Legs)
            CheckSecret("audit", leg.Detail);
    }

    public void CheckSecret(string where, string? text)
    {
        if (text?.Contains(Cookie, StringComparison.Ordinal) == true)
            _checker.Violated($"the {where} holds the session's cookie");
    }

    public void Placing(Place place)
    {
        _durable = true;
        Note($"send {place.Execution} leg {place.Leg} attempt {place.Attempt} token {place.FencingToken}: {place.Ticket.Stake} at {place.Ticket.Quote.Slip.Account}");
        _checker.Placing(place);
    }

    public void OnWire(SimulatedBookmaker bookmaker, string text) => _checker.OnWire(bookmaker, text.Split('|')[1]);

    /// <summary>Somebody who held the match's lock before wakes up and goes on; the bettor has just sent a bet under a newer token.</summary>
    public void Revive(SimulatedBookmaker bookmaker, Place abandoned, long newer)
    {
        if (!Faulty || Dice.Faults == 0)
            return;
        Did(SimulationFault.OldHolder);
        if (Plant?.ForgetsTokens == true)
            abandoned = abandoned with { FencingToken = newer };
        Inside(Dice.Between(20, 3_000), () =>
        {
            Note($"{abandoned.Execution} wakes up and orders leg {abandoned.Leg} at {bookmaker.Provider} under token {abandoned.FencingToken}");
            _machine?.Order(bookmaker.Account, abandoned);
        });
    }

    public void Booked(SimulatedBookmaker bookmaker, SimulatedBet bet)
    {
        _durable = true;
        Note($"{bookmaker.Provider} books {bet.Reference}: {bet.Stake} on {bet.Ticket.Market} {bet.Ticket.Selection}");
    }

    public void Logged(SystemLogEntry entry)
    {
        Note($"log {entry.Severity} {entry.Message}");
        CheckSecret("log", entry.Message);
        if (entry is { Area: "execution", Severity: LogSeverity.Alarm } && entry.Message.Contains("lost its actor", StringComparison.Ordinal))
            foreach (var held in _checker.Held.Values.Where(held => entry.Message.StartsWith($"{held.Execution} ", StringComparison.Ordinal)))
                Coverage.Rows.Add(_checker.RowOf(held.Execution));
        if (entry is { Severity: LogSeverity.Alarm, Execution: { } execution })
            _checker.Alarm(execution);
    }

    public Dictionary<AccountId, ExposureAnswered> Exposures { get; } = [];

    public void Counted(ExposureAnswered answer) => Exposures[answer.Account] = answer;

    public void Resolved(ResolutionAnswered answer)
    {
        Note($"person: {answer.Execution} {answer.Done} {answer.Reason}");
        if (!answer.Done)
            Did(SimulationFault.PersonAtWrongTime);
    }

    // ---- time ----

    /// <summary>Runs until a condition holds or the time is over.</summary>
    public void Run(Func<bool> done, DateTimeOffset limit)
    {
        while (!done())
        {
            if (_machine is { } machine && machine.RunOne())
            {
                AfterTurn();
                continue;
            }

            var next = _events.TryPeek(out _, out var key) ? key.Due : DateTimeOffset.MaxValue;
            if (_machine?.Clock.NextDue is { } due && due < next)
                next = due;
            if (next > limit)
            {
                AdvanceTo(limit);
                return;
            }

            AdvanceTo(next);
            while (_events.TryPeek(out _, out key) && key.Due <= next)
            {
                var (epoch, action) = _events.Dequeue();
                if (epoch == 0 || epoch == _epoch)
                    action();
            }
        }
    }

    private void AdvanceTo(DateTimeOffset time)
    {
        if (_machine is { } machine)
            machine.Clock.AdvanceTo(time);
        else
            _down = time;
    }

    private void AfterTurn()
    {
        var chance = _durable ? 12 : 1; // what is durable and what is not differ most right there
        _durable = false;
        if (Faulty && Crashes < Dice.Crashes && Dice.PerMille(chance) && Dice.Percent(_checker.Held.Count > 0 ? 100 : 10))
            Crash();
    }

    /// <summary>Power off: the machine is gone with everything in memory, connections break; after a while it starts again.</summary>
    private void Crash()
    {
        Crashes++;
        Note("CRASH");
        Did(SimulationFault.Crash);
        foreach (var held in _checker.Held.Values)
            Coverage.Rows.Add(_checker.RowOf(held.Execution));
        Wire.CutAll();
        _down = Now;
        _machine?.Drop();
        _machine = null;
        _epoch++;
        Outside(Dice.Between(500, 8_000), Boot);
    }

    public void Boot()
    {
        Note("start");
        _machine = new SimulatedMachine(this, unchecked((_seed * 1_000_003) + _epoch));
        foreach (var opportunity in Book.Offered)
            _machine.Offer(opportunity);
    }

    private sealed class WorldTime(SimulationWorld world) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.Now;
    }

    /// <summary>Makes the text of a trace line only where there is a trace.</summary>
    [InterpolatedStringHandler]
    internal ref struct NoteText
    {
        private DefaultInterpolatedStringHandler _text;

        public NoteText(int literals, int holes, SimulationWorld world, out bool wanted)
        {
            wanted = world._trace is not null;
            _text = wanted ? new DefaultInterpolatedStringHandler(literals, holes, CultureInfo.InvariantCulture) : default;
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

        public string Take() => _text.ToStringAndClear();
    }
}

/// <summary>Who looks after executions that wait for a person.</summary>
internal enum PersonAtHome : byte
{
    /// <summary>Nobody: what is handed to a person stands.</summary>
    Nobody,

    /// <summary>Looks now and then, and says what is true when it is certain.</summary>
    Careful,

    /// <summary>Says at any time what the bookmaker's page shows in that moment, about any leg of any execution.</summary>
    Hasty,
}
