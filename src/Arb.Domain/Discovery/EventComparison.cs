namespace Arb.Domain.Discovery;

/// <summary>How two events of different providers compare, by what the two alone show.</summary>
/// <param name="Score">0 to 100, both teams, kick-off and league.</param>
/// <param name="Mirrored">Home and away are exchanged.</param>
/// <param name="League">How the leagues' names stand to each other.</param>
internal sealed record Edge(int Score, bool Mirrored, LeagueRelation League)
{
    /// <summary>What speaks against it; only the operator's word outweighs it.</summary>
    public BindingReason? Objection { get; init; }

    /// <summary>What keeps it from being bound on evidence; null when the names are good enough.</summary>
    public BindingReason? Doubt { get; init; }

    /// <summary>Words are left out on both teams: league or prices have to say that it is the same match.</summary>
    public BindingReason? NeedsSupport { get; init; }

    /// <summary>Counts for whether their leagues correspond.</summary>
    public bool IsLeagueEvidence { get; init; }
}

/// <summary>Compares two events.</summary>
internal static class EventComparison
{
    private const int Strong = 90;

    // In a derby where one name is part of the other, both teams must be the same to this.
    private const int Sure = 95;

    /// <summary>Null when they can't be the same match, as far as the evidence goes.</summary>
    public static Edge? Compare(Candidate a, Candidate b, TeamForms forms, BindingOptions options)
    {
        var apart = (a.Event.KickOff - b.Event.KickOff).Duration();
        if (a.Key.Provider == b.Key.Provider || apart > options.KickOffTolerance)
            return null;
        var straight = new Sides(forms.Fit(a.Home, b.Home), forms.Fit(a.Away, b.Away));
        var mirrored = new Sides(forms.Fit(a.Home, b.Away), forms.Fit(a.Away, b.Home));
        var turned = mirrored.Sum > straight.Sum;
        var best = turned ? mirrored : straight;
        if (best.High < Strong && best.Low < options.MinTeamScore)
            return null;
        var league = LeagueComparison.Relate(a.League, b.League);
        var score = Math.Min(100, best.Sum / 2 - (apart > TimeSpan.FromMinutes(1) ? 4 : 0) + (league == LeagueRelation.Agree ? 4 : 0));
        var fits = best.Low >= options.MinTeamScore && score >= options.AcceptScore;
        // One team is sure: at the same time in the same league it would have to be the same match, but the other name says otherwise.
        if (!fits && best.Low < options.MinTeamScore && league is not (LeagueRelation.Agree or LeagueRelation.Silent))
            return null;
        var other = turned ? straight : mirrored;
        var sides = best.Low < Sure
            ? (best.Sum - other.Sum) / 2 < options.MinGap || IsDerby(a, b, forms, options)
            : other.Low >= Sure;
        return new Edge(score, turned, league)
        {
            Objection = Objection(a, b, best, league, turned),
            Doubt = !fits
                ? new BindingReason(BindingReasonCode.TeamsUnlike) { Low = best.Low, High = best.High }
                : sides ? new BindingReason(BindingReasonCode.SidesUnclear) : Clubs(a, b, best, turned),
            NeedsSupport = fits ? Left(best) : null,
            IsLeagueEvidence = fits && !sides && apart <= TimeSpan.FromMinutes(1) && best.High >= Strong,
        };
    }

    // One team's name is part of the other's at either book.
    private static bool IsDerby(Candidate a, Candidate b, TeamForms forms, BindingOptions options) =>
        forms.Fit(a.Home, a.Away).Score >= options.MinTeamScore || forms.Fit(b.Home, b.Away).Score >= options.MinTeamScore;

    private static BindingReason? Objection(Candidate a, Candidate b, Sides best, LeagueRelation league, bool turned)
    {
        if (league is LeagueRelation.OtherCountry or LeagueRelation.OtherSport or LeagueRelation.OtherLevel)
            return Leagues(league switch
            {
                LeagueRelation.OtherCountry => BindingReasonCode.CountriesDiffer,
                LeagueRelation.OtherSport => BindingReasonCode.SportsDiffer,
                _ => BindingReasonCode.LevelsDiffer,
            }, a, b);
        if (DenyPlace(a, b.League) || DenyPlace(b, a.League))
            return Leagues(BindingReasonCode.CountriesDiffer, a, b);
        var (home, away) = turned ? (b.Away, b.Home) : (b.Home, b.Away);
        return Marks(a.Home, home) ?? Marks(a.Away, away) ?? OnBothTeams(best) ?? Crossed(best)
            ?? (a.Event.InPlay != b.Event.InPlay && (a.Match is null || a.Match != b.Match) ? new BindingReason(BindingReasonCode.OneRunning) : null);
    }

    private static BindingReason Leagues(BindingReasonCode code, Candidate a, Candidate b) => new(code) { First = a.Event.League, Second = b.Event.League };

    // Everton (Chile) is in no league of England.
    private static bool DenyPlace(Candidate one, LeagueFacts other)
    {
        if (other.Country is not { } country)
            return false;
        foreach (var place in one.Home.Name.PlaceMarks.Concat(one.Away.Name.PlaceMarks))
            if (place.Length == 3 && place != country.Code)
                return true;
        return false;
    }

    // A mark on one side only: unless the other name says the same without brackets.
    private static BindingReason? Marks(TeamForm a, TeamForm b)
    {
        if (a.Team.Marks == b.Team.Marks)
            return null;
        var (one, two) = (Lone(a.Team.Marks, b), Lone(b.Team.Marks, a));
        return one.Length + two.Length == 0 ? null : new BindingReason(BindingReasonCode.UnknownMark) { First = one, Second = two };
    }

    private static string Lone(string marks, TeamForm other) => string.Join(' ', marks.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Where(mark => !other.Team.Marks.Split(' ').Contains(mark) && !other.Name.Words.Contains(mark) && !other.Team.Canonical.Split(' ').Contains(mark)));

    private static BindingReason? OnBothTeams(Sides sides)
    {
        var shared = sides.One.First.Intersect(sides.Two.First).Concat(sides.One.Second.Intersect(sides.Two.Second)).FirstOrDefault(word => !ComparableName.IsCommon(word) || ComparableName.IsQualifier(word));
        return shared is null ? null : new BindingReason(BindingReasonCode.WordOnBothTeams) { First = shared };
    }

    private static BindingReason? Crossed(Sides sides) => Crossed(sides.One.First, sides.Two.Second) ?? Crossed(sides.One.Second, sides.Two.First);

    private static BindingReason? Crossed(IReadOnlyList<string> one, IReadOnlyList<string> two) =>
        one.Count > 0 && two.Count > 0 && (one.Concat(two).Any(ComparableName.IsQualifier) || one.Intersect(two).Any(word => !ComparableName.IsCommon(word)))
            ? new BindingReason(BindingReasonCode.WordsCrossed) { First = string.Join(' ', one), Second = string.Join(' ', two) }
            : null;

    // Port Tarncrest SC v FC Vermere is not Port Tarncrest Athletic v Vermere Town, whatever league and prices say: they may play in the same round.
    private static BindingReason? Clubs(Candidate a, Candidate b, Sides best, bool turned)
    {
        var (home, away) = turned ? (b.Away, b.Home) : (b.Home, b.Away);
        return (Denies(best.One, a.Home, home) && IsLeft(best.Two)) || (Denies(best.Two, a.Away, away) && IsLeft(best.One))
            ? new BindingReason(BindingReasonCode.ClubsDiffer) { First = string.Join(' ', [.. best.One.First, .. best.Two.First]), Second = string.Join(' ', [.. best.One.Second, .. best.Two.Second]) }
            : null;

        static bool IsLeft(NameFit fit) => fit.First.Count + fit.Second.Count > 0;
    }

    // A name that is written out lacks what the other calls its club, or each has what the other lacks.
    private static bool Denies(NameFit fit, TeamForm a, TeamForm b) =>
        fit.IsContradiction || (a.IsWrittenOut != b.IsWrittenOut && (a.IsWrittenOut ? fit.Second : fit.First).Any(ComparableName.IsCommon));

    // Both teams leave words out that are not just what clubs are called.
    private static BindingReason? Left(Sides sides)
    {
        var (one, two) = (Telling(sides.One), Telling(sides.Two));
        return one.Length > 0 && two.Length > 0 ? new BindingReason(BindingReasonCode.NamesNeedSupport) { First = one, Second = two } : null;
    }

    private static string Telling(NameFit fit)
    {
        var left = fit.First.Concat(fit.Second).ToList();
        return left.All(word => word.Length <= 3 || ComparableName.IsCommon(word)) ? "" : string.Join(' ', left);
    }

    // Both teams in one orientation.
    private readonly record struct Sides(NameFit One, NameFit Two)
    {
        public int Low => Math.Min(One.Score, Two.Score);

        public int High => Math.Max(One.Score, Two.Score);

        public int Sum => One.Score + Two.Score;
    }
}
