using Arb.Sandbox.World;

namespace Arb.Sandbox.Books;

/// <summary>
/// One bookmaker's offer: which matches it lists, under which ids, at which prices, and since which version of its feed.
/// Everything is called under the world's lock.
/// </summary>
internal sealed class Book
{
    private readonly SandboxWorld _world;
    private readonly SeededRandom _random;
    private readonly BookTrader _trader;
    private readonly List<BookMatch> _matches = [];
    private readonly Dictionary<long, BookMatch> _byId = [];
    private readonly Dictionary<int, BookMatch> _byWorld = [];
    private readonly Dictionary<long, (BookMatch Match, BookMarket Market)> _markets = [];
    private readonly HashSet<int> _considered = [];
    private readonly List<Removal> _removals = [];
    private readonly List<(long Tick, BookMatch Match)> _relist = [];
    private readonly int _nicknames;
    private int _nicknamed;
    private long _nextEventId;
    private long _nextMarketId;
    private bool _dirty;

    internal Book(SandboxWorld world, BookmakerOptions options, long seed)
    {
        _world = world;
        Name = options.Name;
        Protocol = options.Protocol;
        _nicknames = options.Nicknames;
        _random = SeededRandom.For(seed, $"book {options.Name}");
        _trader = new BookTrader(this, _random);
        Style = Protocol switch { "CMD" => 0, "ISPORT" => 1, _ => 2 };
        _nextEventId = Style switch { 0 => 25_403_000L, 1 => 61_200_000L, _ => 3_171_000L } + _random.Next(900);
        _nextMarketId = Style switch { 1 => 480_500_000L, _ => 90_210_000L } + _random.Next(9000);
        Version = 4000 + _random.Next(900);
        FirstVersion = Version;
    }

    internal string Name { get; }

    internal string Protocol { get; }

    /// <summary>Habit of spelling names: 0, 1 or 2.</summary>
    internal int Style { get; }

    /// <summary>The feed's cursor. Grows by one with every tick or event that changed anything.</summary>
    internal long Version { get; private set; }

    internal long FirstVersion { get; }

    /// <summary>The version being written.</summary>
    internal long Next => Version + 1;

    internal long TickNumber => _world.TickNumber;

    internal IReadOnlyList<BookMatch> Matches => _matches;

    internal IReadOnlyList<Removal> Removals => _removals;

    /// <summary>Switched by a fault: every market counts as suspended.</summary>
    internal bool AllSuspended { get; private set; }

    /// <summary>True when a delta from <paramref name="cursor"/> can be served.</summary>
    internal bool CanServe(long cursor) => cursor <= Version && cursor >= FirstVersion && cursor >= Version - _world.Options.HistoryVersions;

    internal BookMatch? Match(long id) => _byId.GetValueOrDefault(id);

    internal (BookMatch Match, BookMarket Market)? Market(long id) => _markets.TryGetValue(id, out var found) ? found : null;

    internal BookMatch? Listing(WorldMatch match) => _byWorld.GetValueOrDefault(match.Id);

    internal bool IsSuspended(BookMatch match) => AllSuspended || match.Suspended;

    internal void SuspendAll(bool suspended)
    {
        if (AllSuspended == suspended)
            return;
        AllSuspended = suspended;
        foreach (var match in _matches)
            Touch(match);
        Commit();
    }

    /// <summary>One tick: listings, kick-offs, goals, suspensions, prices.</summary>
    internal void Tick()
    {
        ListNewMatches();
        for (var i = _matches.Count - 1; i >= 0; i--)
        {
            var match = _matches[i];
            if (match.World.Phase == MatchPhase.Ended)
                Delist(i);
            else if (!match.InPlay && _random.Chance(60) && match.World.FrozenUntilTick < TickNumber)
                DelistForAWhile(i);
            else
                Follow(match);
        }
        Commit();
    }

    /// <summary>A goal: betting stops until the new prices are out.</summary>
    internal void OnGoal(WorldMatch world)
    {
        if (Listing(world) is not { } match)
            return;
        match.Suspended = true;
        match.SuspendedUntilTick = TickNumber + _random.Between(3, 6);
        match.RepriceAtTick = match.SuspendedUntilTick;
        Touch(match);
    }

    internal void Add(BookMatch match, BookMarket market)
    {
        match.Markets.Add(market);
        _markets[market.Id] = (match, market);
        market.LineAt = market.PriceAt = market.ChangedAt = Next;
        _dirty = true;
    }

    internal void Remove(BookMatch match, BookMarket market)
    {
        match.Markets.Remove(market);
        _markets.Remove(market.Id);
        _removals.Add(new Removal(Next, match, match.InPlay, market));
        _dirty = true;
    }

    internal void LineMoved(BookMarket market)
    {
        market.LineAt = market.ChangedAt = Next;
        _dirty = true;
    }

    internal void PriceMoved(BookMarket market)
    {
        market.PriceAt = market.ChangedAt = Next;
        _dirty = true;
    }

    internal long NewMarketId() => _nextMarketId += _random.Between(1, 9);

    /// <summary>Publishes what changed as one version.</summary>
    internal void Commit()
    {
        if (!_dirty)
            return;
        _dirty = false;
        Version++;
        var oldest = Version - _world.Options.HistoryVersions;
        var drop = 0;
        while (drop < _removals.Count && _removals[drop].Version < oldest)
            drop++;
        if (drop > 0)
            _removals.RemoveRange(0, drop);
    }

    private void ListNewMatches()
    {
        foreach (var world in _world.NewMatches)
        {
            if (!_considered.Add(world.Id) || (world.League.NoDraw && Protocol != "ISPORT") || _random.Chance(80_000))
                continue;
            var reversed = Protocol == "SBO" && !world.League.NoDraw && _random.Chance(70_000);
            _nextEventId += _random.Between(1, 40);
            var nicknamed = _nicknamed < _nicknames;
            List(new BookMatch
            {
                Id = _nextEventId,
                World = world,
                Reversed = reversed,
                Home = nicknamed ? Spelling.Nickname(2 * _nicknamed) : Spelling.Name(reversed ? world.Away : world.Home, Style),
                Away = nicknamed ? Spelling.Nickname(2 * _nicknamed + 1) : Spelling.Name(reversed ? world.Home : world.Away, Style),
                LeagueName = Spelling.Name(world.League, Style),
                LeagueId = world.League.Id + Style * 1000,
                Guid = _random.Guid(),
            });
            if (nicknamed)
                _nicknamed++;
        }
        for (var i = _relist.Count - 1; i >= 0; i--)
        {
            if (_relist[i].Tick > TickNumber)
                continue;
            var match = _relist[i].Match;
            _relist.RemoveAt(i);
            if (match.World.Phase != MatchPhase.Ended)
                List(match);
        }
    }

    private void List(BookMatch match)
    {
        match.InPlay = match.World.Phase == MatchPhase.InPlay;
        match.AddedAt = match.ChangedAt = Next;
        match.Suspended = false;
        _matches.Add(match);
        _byId[match.Id] = match;
        _byWorld[match.World.Id] = match;
        _dirty = true;
        _trader.Open(match);
    }

    private void Delist(int index)
    {
        var match = _matches[index];
        _matches.RemoveAt(index);
        _byId.Remove(match.Id);
        _byWorld.Remove(match.World.Id);
        foreach (var market in match.Markets)
        {
            _markets.Remove(market.Id);
            _removals.Add(new Removal(Next, match, match.InPlay, market));
        }
        _removals.Add(new Removal(Next, match, match.InPlay, null));
        _dirty = true;
    }

    private void DelistForAWhile(int index)
    {
        var match = _matches[index];
        Delist(index);
        match.Markets.Clear();
        _relist.Add((TickNumber + _random.Between(60, 180), match));
    }

    private void Follow(BookMatch match)
    {
        if (!match.InPlay && match.World.Phase == MatchPhase.InPlay)
        {
            foreach (var market in match.Markets)
                _removals.Add(new Removal(Next, match, false, market));
            _removals.Add(new Removal(Next, match, false, null));
            match.InPlay = true;
            match.InPlayAt = Next;
            Touch(match);
        }
        if (match.Suspended && TickNumber >= match.SuspendedUntilTick)
        {
            match.Suspended = false;
            Touch(match);
        }
        else if (!match.Suspended && match.World.FrozenUntilTick < TickNumber && _random.Chance(700))
        {
            match.Suspended = true;
            match.SuspendedUntilTick = TickNumber + _random.Between(3, 8);
            Touch(match);
        }
        _trader.Follow(match);
    }

    private void Touch(BookMatch match)
    {
        match.StatusAt = match.ChangedAt = Next;
        foreach (var market in match.Markets)
            market.ChangedAt = Next;
        _dirty = true;
    }
}
