using Arb.Domain.Primitives;

namespace Arb.Sandbox.World;

internal enum MatchPhase
{
    Upcoming,
    InPlay,
    Ended,
}

/// <summary>One real match of the simulated world: what all bookmakers talk about, and what decides bets.</summary>
internal sealed class WorldMatch
{
    private int[] _homeGoals;
    private int[] _awayGoals;

    internal WorldMatch(int id, League league, Team home, Team away, DateTimeOffset kickOff, SeededRandom random)
    {
        Id = id;
        League = league;
        Home = home;
        Away = away;
        KickOff = kickOff;
        QuarterLines = random.Chance(150_000);
        HomeMean = random.Between(800, 2300);
        AwayMean = random.Between(700, 1800);
        _homeGoals = Goals(random, HomeMean);
        _awayGoals = Goals(random, AwayMean);
        if (league.NoDraw && _homeGoals.Length == _awayGoals.Length)
            _homeGoals = [.. _homeGoals, 999];
        Refresh(0);
    }

    internal int Id { get; }

    internal League League { get; }

    internal Team Home { get; }

    internal Team Away { get; }

    internal DateTimeOffset KickOff { get; }

    /// <summary>True when traders quote quarter and whole lines here too.</summary>
    internal bool QuarterLines { get; }

    internal MatchPhase Phase { get; set; }

    internal DateTimeOffset? LastGoalAt { get; set; }

    /// <summary>Thousandths of the match that have been played.</summary>
    internal int Played { get; private set; }

    internal int HomeMean { get; private set; }

    internal int AwayMean { get; private set; }

    /// <summary>Grows with every move of the true probabilities; bookmakers follow it with their lag.</summary>
    internal int Version { get; private set; }

    /// <summary>No drift and no line moves before this tick: a surebet is being offered.</summary>
    internal long FrozenUntilTick { get; set; } = -1;

    internal Chances FullTime { get; private set; } = null!;

    internal Chances? FirstHalf { get; private set; }

    internal int HandicapLine { get; private set; } = int.MinValue;

    internal int TotalLine { get; private set; } = int.MinValue;

    internal int FirstHalfHandicapLine { get; private set; } = int.MinValue;

    internal int FirstHalfTotalLine { get; private set; } = int.MinValue;

    internal int HomeScore => Count(_homeGoals, Played);

    internal int AwayScore => Count(_awayGoals, Played);

    /// <summary>True once somebody decided that it ends now.</summary>
    internal bool Stopped { get; private set; }

    /// <summary>True when it ended without a result: every open bet is void.</summary>
    internal bool Abandoned { get; private set; }

    /// <summary>True when every bookmaker takes half of each stake as void.</summary>
    internal bool HalfVoid { get; private set; }

    /// <summary>Ends it with the next tick: with a score (no goal before the break), or abandoned without one.</summary>
    internal void Stop((int Home, int Away)? score, bool halfVoid)
    {
        HalfVoid = halfVoid;
        Stopped = true;
        Abandoned = score is null;
        if (score is not { } goals)
            return;
        _homeGoals = [.. Enumerable.Repeat(999, goals.Home)];
        _awayGoals = [.. Enumerable.Repeat(999, goals.Away)];
    }

    /// <summary>The score of a period once it is over, else null.</summary>
    internal (int Home, int Away)? Result(Period period)
    {
        if (period == Period.FirstHalf)
            return Played >= 500 || Phase == MatchPhase.Ended ? (Count(_homeGoals, 499), Count(_awayGoals, 499)) : null;
        return Phase == MatchPhase.Ended ? (_homeGoals.Length, _awayGoals.Length) : null;
    }

    /// <summary>True probabilities move a little.</summary>
    internal void Drift(SeededRandom random)
    {
        HomeMean = Math.Clamp(HomeMean + random.Between(-10, 10), 300, 3500);
        AwayMean = Math.Clamp(AwayMean + random.Between(-10, 10), 300, 3500);
        Refresh(Played);
    }

    /// <summary>The clock of the match moves; true when a goal fell.</summary>
    internal bool Play(int played)
    {
        var before = HomeScore + AwayScore;
        Refresh(Math.Min(played, 1000));
        return HomeScore + AwayScore != before;
    }

    internal int Line(MarketKind kind, Period period) => (kind, period) switch
    {
        (MarketKind.AsianHandicap, Period.FullTime) => HandicapLine,
        (MarketKind.AsianHandicap, _) => FirstHalfHandicapLine,
        (MarketKind.Total, Period.FullTime) => TotalLine,
        (MarketKind.Total, _) => FirstHalfTotalLine,
        _ => 0,
    };

    private void Refresh(int played)
    {
        Played = played;
        Version++;
        var left = 1000 - played;
        FullTime = new Chances(HomeMean * left / 1000, AwayMean * left / 1000, HomeScore, AwayScore, League.NoDraw);
        HandicapLine = FullTime.BestLine(MarketKind.AsianHandicap, QuarterLines, HandicapLine);
        TotalLine = FullTime.BestLine(MarketKind.Total, QuarterLines, TotalLine);
        if (played >= 500)
        {
            FirstHalf = null;
            return;
        }
        FirstHalf = new Chances(HomeMean * (500 - played) / 1000, AwayMean * (500 - played) / 1000, HomeScore, AwayScore, false);
        FirstHalfHandicapLine = FirstHalf.BestLine(MarketKind.AsianHandicap, QuarterLines, FirstHalfHandicapLine);
        FirstHalfTotalLine = FirstHalf.BestLine(MarketKind.Total, QuarterLines, FirstHalfTotalLine);
    }

    private static int Count(int[] goals, int until)
    {
        var count = 0;
        foreach (var goal in goals)
            if (goal <= until)
                count++;
        return count;
    }

    // 60 chances a match, each a goal with mean/60: close enough to Poisson, and integers only.
    private static int[] Goals(SeededRandom random, int mean)
    {
        var goals = new List<int>();
        for (var i = 0; i < 60; i++)
            if (random.Chance(mean * 1000 / 60))
                goals.Add(random.Between(i * 16, i * 16 + 15));
        return [.. goals];
    }
}
