using Akka.Actor;
using Akka.Event;
using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Actors.Discovery;

/// <summary>Asks discovery for counts. From <c>market</c>; answered by <see cref="DiscoveryStatus"/>.</summary>
public sealed record GetDiscoveryStatus
{
    /// <summary>The only one.</summary>
    public static GetDiscoveryStatus Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetDiscoveryStatus"/>.</summary>
/// <param name="Events">Events known.</param>
/// <param name="BoundMatches">Matches bound now.</param>
/// <param name="Questions">Pairs that wait for the operator.</param>
public sealed record DiscoveryStatus(int Events, int BoundMatches, int Questions);

/// <summary>
/// discovery: binds events across providers, the only place that does (L10). Decides by <see cref="EventBinder"/>. A binding is stored before pairing hears of it,
/// so a match keeps its name over a restart.
/// </summary>
public sealed class DiscoveryActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private const int MaxAliases = 50_000;
    private const int MaxFile = 2_000_000;

    // Partners are looked for at each; a page that is open asks again and again.
    private const int MaxUnbound = 100;

    // Events compared anew in one step after names were taken: some 20 ms, so that new events do not wait for a list's thousands.
    private const int Slice = 200;
    private static readonly int BuiltInNames = TeamAliasList.BuiltIn.Names;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly IActorRef _pairing;
    private readonly IBindingStore _store;
    private readonly EventBinder _binder;
    private readonly int _maxPending;
    private readonly List<BoundEvent> _pending = [];
    private readonly List<StoredBinding> _unsaved = [];
    private readonly EngineClock _clock = EngineClock.Of(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _saving;

    /// <summary>Makes a discovery that begins with what <paramref name="store"/> holds and reports to <paramref name="pairing"/>.</summary>
    public DiscoveryActor(BindingOptions options, IBindingStore store, IActorRef pairing)
    {
        _store = store;
        _pairing = pairing;
        _binder = new EventBinder(options);
        _maxPending = options.MaxEvents * 2;
        Become(Loading);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Load();

    private void Loading()
    {
        Receive<Loaded>(loaded =>
        {
            _binder.Load(loaded.Bindings, loaded.Refusals, loaded.Aliases);
            Become(Ready);
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failure =>
        {
            Log(LogSeverity.Error, $"bindings could not be read: {failure.Cause.Message}; nothing is bound until they are");
            Timers.StartSingleTimer(nameof(Retry), Retry.Instance, RetryAfter);
        });
        Receive<Retry>(_ => Load());
        Receive<GetDiscoveryStatus>(_ => Answer());
        Receive<GetMarketEvidence>(_ => Sender.Tell(new BindingEvidence(false, 0, new Dictionary<string, int>(), 0, 0, 0, null)));
        ReceiveAny(_ => Stash.Stash());
    }

    private void Ready()
    {
        Receive<RegistryChanged>(changed => Take(_binder.Apply(changed, _clock.Now)));
        Receive<ListBindings>(list => Sender.Tell(List(list)));
        Receive<DecideBinding>(OnDecide);
        Receive<ListAliases>(list => Sender.Tell(new AliasList(BuiltInNames, [.. _binder.Kept.Take(list.Limit)], [.. _binder.Learned.Take(list.Limit)]) { Total = _binder.Kept.Count }));
        Receive<ChangeAliases>(change => Keep([new TeamAlias(change.First, change.Second, change.Same, TeamAlias.Operator, _clock.Now)]));
        Receive<ImportAliases>(OnImport);
        Receive<AliasesSaved>(saved =>
        {
            var left = _binder.Take(saved.Aliases, _clock.Now, out var outcome);
            Take(outcome);
            CompareAnew(new Comparing(saved.Asker, $"{saved.Aliases.Count - left} pairs of names {(saved.Aliases[0].Same ? "are one team each" : "are no longer one team")}{(left > 0 ? $"; {left} say nothing (no name, or the same name)" : "")}"));
        });
        Receive<Comparing>(CompareAnew);
        Receive<RefusalSaved>(saved =>
        {
            Take(_binder.Refuse(saved.Refusal.First, saved.Refusal.Second, _clock.Now));
            saved.Asker.Tell(new Done($"{saved.Refusal.First} and {saved.Refusal.Second} are never bound"));
        });
        Receive<RefusalLifted>(lifted => Bind(lifted.Asker, lifted.First, lifted.Second, lifted.Mirrored));
        Receive<Saved>(OnSaved);
        Receive<NotSaved>(OnNotSaved);
        Receive<Retry>(_ => Flush());
        Receive<GetDiscoveryStatus>(_ => Answer());
        Receive<GetMarketEvidence>(ask => Sender.Tell(_binder.EvidenceOf(ask.Source.Provider, _unsaved.Count)));
    }

    private void Load() => LoadAsync(_store).PipeTo(Self);

    private static async Task<Loaded> LoadAsync(IBindingStore store) => new(await store.LoadAsync().ConfigureAwait(false), await store.LoadRefusalsAsync().ConfigureAwait(false), await store.LoadAliasesAsync().ConfigureAwait(false));

    private void OnImport(ImportAliases command)
    {
        if (command.Text.Length > MaxFile)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, $"{command.File} is longer than {MaxFile} characters: import it in parts"));
            return;
        }
        using var lines = new StringReader(command.Text);
        var pairs = AliasFile.Read(command.File, lines);
        if (pairs.Count is 0 or > MaxAliases)
        {
            Sender.Tell(new CommandFailed(FailureKind.BadRequest, pairs.Count == 0
                ? $"{command.File} has no two names of a team: one team a line, names separated by tabs, or openfootball's .clubs.txt"
                : $"{command.File} has more than {MaxAliases} names: import it in parts"));
            return;
        }
        Keep([.. pairs.Select(pair => new TeamAlias(pair.First, pair.Second, true, command.File, _clock.Now))]);
    }

    private void Keep(IReadOnlyList<TeamAlias> aliases)
    {
        var asker = Sender;
        _store.SaveAliasesAsync(aliases).PipeTo(Self, success: () => new AliasesSaved(asker, aliases), failure: cause => new NotSaved(asker, cause));
    }

    // In slices, with what came meanwhile between them.
    private void CompareAnew(Comparing comparing)
    {
        Take(_binder.CompareAnew(Slice, _clock.Now));
        if (_binder.Stale > 0)
            Self.Tell(comparing);
        else
            comparing.Asker.Tell(new Done(comparing.Answer));
    }

    private BindingList List(ListBindings list)
    {
        var limit = list.Limit;
        var total = 0;
        var unbound = list.Unbound ? _binder.Unbound(Math.Min(limit, MaxUnbound), out total) : [];
        var (matches, questions) = (_binder.Matches, _binder.Questions);
        var shown = matches.Take(limit).Select(match => new BoundMatchView(match.Match, match.Home, match.Away, match.League, match.KickOff, [.. match.Members.Select(m => m.Event.Key)]) { ByOperator = _binder.IsByOperator(match.Match) });
        return new BindingList([.. shown], [.. questions.Take(limit)]) { Bound = matches.Count, Asked = questions.Count, Unbound = unbound, UnboundTotal = total, Offsets = _binder.Offsets() };
    }

    private void OnDecide(DecideBinding command)
    {
        var first = EventKey.Parse(command.First);
        var second = EventKey.Parse(command.Second);
        if (!command.Same)
        {
            var asker = Sender;
            var refusal = new BindingRefusal(first, second);
            _store.SaveRefusalAsync(refusal).PipeTo(
                Self,
                success: () => new RefusalSaved(asker, refusal),
                failure: cause => new NotSaved(asker, cause));
            return;
        }
        if (_binder.IsRefused(first, second) && _binder.Objection(first, second) is null)
        {
            // Taken back at rest first: a refusal that is read again after a restart would outweigh the binding.
            var asker = Sender;
            _store.RemoveRefusalAsync(new BindingRefusal(first, second)).PipeTo(
                Self,
                success: () => new RefusalLifted(asker, first, second, command.Mirrored),
                failure: cause => new NotSaved(asker, cause));
            return;
        }
        Bind(Sender, first, second, command.Mirrored);
    }

    private void Bind(IActorRef asker, EventKey first, EventKey second, bool mirrored)
    {
        if (!_binder.TryBind(first, second, mirrored, _clock.Now, out var outcome, out var error))
        {
            asker.Tell(new CommandFailed(FailureKind.Refused, error ?? "cannot be bound"));
            return;
        }
        Take(outcome);
        asker.Tell(new Done($"{first} and {second} are one match{(mirrored ? ", home and away exchanged" : "")}"));
    }

    private void Take(BindingOutcome outcome)
    {
        foreach (var question in outcome.Asked)
            _log.Info("[DISCOVERY] undecided: {0} {1} / {2} {3}: {4}", question.First.Key, Sides(question.First), question.Second.Key, Sides(question.Second), question.Reason.Code);
        if (outcome.Refused > 0)
            _log.Warning("discovery: {0} events not taken (arb.registry.max-events)", outcome.Refused);
        _unsaved.AddRange(outcome.Save);
        _pending.AddRange(outcome.Bound);
        if (_pending.Count > _maxPending)
            throw new InvalidOperationException($"bindings cannot be stored and {_pending.Count} changes wait: the market starts over");
        Flush();
    }

    /// <summary>Pairing hears of matches in order, and of none whose binding is not stored yet.</summary>
    private void Flush()
    {
        if (_saving)
            return;
        if (_unsaved.Count == 0)
        {
            Send(_pending.Count);
            return;
        }
        _saving = true;
        var saved = new Saved(_unsaved.Count, _pending.Count);
        Task.WhenAll(_unsaved.Select(_store.SaveAsync)).PipeTo(Self, success: () => saved, failure: cause => new NotSaved(ActorRefs.Nobody, cause));
    }

    private void OnSaved(Saved saved)
    {
        _saving = false;
        _unsaved.RemoveRange(0, saved.Bindings);
        Send(saved.Matches);
        Flush();
    }

    private void OnNotSaved(NotSaved failed)
    {
        // Many bindings fail for one reason: it is said once.
        var reason = (failed.Cause is AggregateException many ? many.InnerExceptions[0] : failed.Cause).Message;
        Log(LogSeverity.Error, $"a binding could not be stored: {reason}; new matches wait");
        if (!failed.Asker.IsNobody())
        {
            failed.Asker.Tell(new CommandFailed(FailureKind.Failed, reason));
            return;
        }
        _saving = false;
        Timers.StartSingleTimer(nameof(Retry), Retry.Instance, RetryAfter);
    }

    private void Send(int count)
    {
        for (var i = 0; i < count; i++)
            _pairing.Tell(_pending[i]);
        _pending.RemoveRange(0, count);
    }

    private void Answer() => Sender.Tell(new DiscoveryStatus(_binder.Events, _binder.Matches.Count, _binder.Questions.Count));

    private void Log(LogSeverity severity, string message) => Context.System.EventStream.Publish(new SystemLogEntry(_clock.Now, severity, "discovery", message));

    private static string Sides(ProviderEvent match) => $"{match.Home.Display} v {match.Away.Display}";

    private sealed record Loaded(IReadOnlyList<StoredBinding> Bindings, IReadOnlyList<BindingRefusal> Refusals, IReadOnlyList<TeamAlias> Aliases);

    private sealed record AliasesSaved(IActorRef Asker, IReadOnlyList<TeamAlias> Aliases);

    private sealed record Comparing(IActorRef Asker, string Answer);

    private sealed record Saved(int Bindings, int Matches);

    private sealed record NotSaved(IActorRef Asker, Exception Cause);

    private sealed record RefusalSaved(IActorRef Asker, BindingRefusal Refusal);

    private sealed record RefusalLifted(IActorRef Asker, EventKey First, EventKey Second, bool Mirrored);

    private sealed class Retry
    {
        public static readonly Retry Instance = new();
    }
}
