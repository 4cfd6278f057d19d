using Arb.Sandbox.Books;

namespace Arb.Sandbox.World;

/// <summary>
/// The one world all bookmakers share. It moves only when somebody looks (<see cref="Advance"/>), tick by tick up to the clock's now,
/// so the same seed, clock and requests give the same answers. Everything is called under <see cref="Gate"/>.
/// </summary>
internal sealed class SandboxWorld
{
    private const int MaxCatchUpTicks = 20_000;
    private readonly SeededRandom _random;
    private readonly TeamPool _teams;
    private readonly List<WorldMatch> _matches = [];
    private readonly List<WorldMatch> _new = [];
    private readonly Dictionary<int, (string Bookmaker, DateTimeOffset At)> _accepted = [];
    private readonly Dictionary<int, DateTimeOffset> _refusedSecondLeg = [];
    private readonly DateTimeOffset _start;
    private int _nextId = 1;
    private int _secondLegs;

    internal SandboxWorld(SandboxOptions options)
    {
        Options = options;
        _random = SeededRandom.For(options.Seed, "world");
        _teams = new TeamPool(_random);
        _start = options.Clock.GetUtcNow();
        Now = _start;
        Books = options.Bookmakers.Select(b => new Book(this, b, options.Seed)).ToList();
        Surebets = new SurebetMaker(this, SeededRandom.For(options.Seed, "surebets"));
        while (_matches.Count < options.Matches)
            AddFixture(_matches.Count * 100 < options.InPlayPercent * options.Matches);
        foreach (var match in _matches)
            Move(match);
        foreach (var book in Books)
            book.Tick();
        _new.Clear();
    }

    internal Lock Gate { get; } = new();

    internal SandboxOptions Options { get; }

    internal DateTimeOffset Now { get; private set; }

    internal long TickNumber { get; private set; }

    internal IReadOnlyList<WorldMatch> Matches => _matches;

    /// <summary>Fixtures made since the books last looked.</summary>
    internal IReadOnlyList<WorldMatch> NewMatches => _new;

    internal IReadOnlyList<Book> Books { get; }

    internal SurebetMaker Surebets { get; }

    /// <summary>Called after each tick, so that bets are decided and settled in the order of time.</summary>
    internal List<Action> AfterTick { get; } = [];

    /// <summary>Runs every tick up to the clock's now.</summary>
    internal void Advance()
    {
        var now = Options.Clock.GetUtcNow();
        var target = (now - _start).Ticks / Options.Tick.Ticks;
        if (target - TickNumber > MaxCatchUpTicks)
            TickNumber = target - MaxCatchUpTicks;
        while (TickNumber < target)
        {
            TickNumber++;
            Now = _start + Options.Tick * TickNumber;
            Tick();
        }
        if (now > Now)
            Now = now;
    }

    /// <summary>A bookmaker booked and accepted a bet on a match.</summary>
    internal void NoteAccepted(WorldMatch match, string bookmaker)
    {
        _accepted[match.Id] = (bookmaker, Now);
    }

    /// <summary>
    /// True when a placement is a second leg (another bookmaker accepted a bet on the same match within ten seconds) and its turn to be refused has come.
    /// After such a refusal the match is left alone for a minute: the hedge must find a market.
    /// </summary>
    internal bool RefusesSecondLeg(WorldMatch match, string bookmaker, int everyNth)
    {
        if (everyNth <= 0 || !_accepted.TryGetValue(match.Id, out var first) || first.Bookmaker == bookmaker || Now - first.At > TimeSpan.FromSeconds(10))
            return false;
        if (_refusedSecondLeg.TryGetValue(match.Id, out var refused) && Now - refused < TimeSpan.FromMinutes(1))
            return false;
        if (++_secondLegs % everyNth != 0)
            return false;
        _refusedSecondLeg[match.Id] = Now;
        return true;
    }

    private void Tick()
    {
        var open = 0;
        foreach (var match in _matches)
        {
            Move(match);
            if (match.Phase == MatchPhase.Upcoming && match.FrozenUntilTick < TickNumber && _random.Chance(80_000))
                match.Drift(_random);
            if (match.Phase != MatchPhase.Ended)
                open++;
        }
        for (; open < Options.Matches; open++)
            AddFixture(false);
        foreach (var book in Books)
            book.Tick();
        _new.Clear();
        Surebets.Tick();
        foreach (var action in AfterTick)
            action();
        for (var i = _matches.Count - 1; i >= 0; i--)
        {
            if (_matches[i].Phase != MatchPhase.Ended)
                continue;
            _teams.Release(_matches[i].Home);
            _teams.Release(_matches[i].Away);
            _accepted.Remove(_matches[i].Id);
            _refusedSecondLeg.Remove(_matches[i].Id);
            _matches.RemoveAt(i);
        }
    }

    private void Move(WorldMatch match)
    {
        if (match.Phase == MatchPhase.Ended || (Now < match.KickOff && !match.Stopped))
            return;
        var played = match.Stopped ? 1000 : (int)Math.Min(1000, (Now - match.KickOff).Ticks * 1000 / Options.MatchLength.Ticks);
        var kickedOff = match.Phase == MatchPhase.Upcoming;
        match.Phase = played >= 1000 ? MatchPhase.Ended : MatchPhase.InPlay;
        if (!kickedOff && match.Phase == MatchPhase.InPlay && (TickNumber + match.Id) % 3 != 0)
            return;
        if (match.Play(played) && !kickedOff)
        {
            match.LastGoalAt = Now;
            foreach (var book in Books)
                book.OnGoal(match);
        }
    }

    private void AddFixture(bool inPlay)
    {
        var noDraw = _random.Chance(50_000);
        var league = _teams.PickLeague(noDraw);
        var home = _teams.Fresh();
        var away = _teams.Fresh();
        var kickOff = inPlay
            ? Now - Options.MatchLength * _random.Between(5, 80) / 100
            : Now + TimeSpan.FromMinutes(_random.Between(10, (int)Math.Max(11, Options.KickOffSpread.TotalMinutes)));
        kickOff = inPlay ? Floor(kickOff, TimeSpan.FromMinutes(1)) : Floor(kickOff, TimeSpan.FromMinutes(Options.KickOffSpread.TotalMinutes < 60 ? 1 : 15));
        if (!inPlay && kickOff <= Now)
            kickOff += TimeSpan.FromMinutes(15);
        if (inPlay && Now - kickOff >= Options.MatchLength)
            kickOff = Now - Options.MatchLength / 2;
        Add(league, home, away, kickOff);
        if (noDraw || _matches.Count >= Options.Matches)
            return;
        var twin = _random.Next(100);
        if (twin < 15)
        {
            // Same clubs, same time, other side: women, U19, reserves.
            var sideClass = (SideClass)(1 + _random.Next(3));
            Add(_teams.Sister(league, sideClass), home with { Class = sideClass }, away with { Class = sideClass }, kickOff);
        }
        else if (twin < 25)
        {
            // Same towns, same time, other clubs: the neighbours' derby.
            Add(league, _teams.Fresh(home.Place), _teams.Fresh(away.Place), kickOff);
        }
    }

    private void Add(League league, Team home, Team away, DateTimeOffset kickOff)
    {
        var match = new WorldMatch(_nextId++, league, home, away, kickOff, _random);
        _matches.Add(match);
        _new.Add(match);
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan unit) => new(time.Ticks - time.Ticks % unit.Ticks, time.Offset);
}
