namespace Arb.Domain.Discovery;

/// <summary>Why two events are not bound, or not without the operator's word.</summary>
public enum BindingReasonCode : byte
{
    /// <summary>The names are not alike enough: <see cref="BindingReason.Low"/> and <see cref="BindingReason.High"/> of 100.</summary>
    TeamsUnlike,

    /// <summary>Home and away can't be told apart: one team's name is part of the other's.</summary>
    SidesUnclear,

    /// <summary>Another event of a provider fits about as well, to this one or to one that would be in the match.</summary>
    RivalFits,

    /// <summary>The match's other events contradict.</summary>
    OthersContradict,

    /// <summary>They were bound (<see cref="BindingReason.First"/> is the match) and show other teams or another time now.</summary>
    WasBound,

    /// <summary>Nobody knows whether the leagues are the same: <see cref="BindingReason.First"/> and <see cref="BindingReason.Second"/>.</summary>
    LeaguesUnsure,

    /// <summary>The feeds show that the league corresponds to another one.</summary>
    LeagueElsewhere,

    /// <summary>The leagues, or a team's mark, say different countries.</summary>
    CountriesDiffer,

    /// <summary>The leagues say different sports or games, or one says one that the other doesn't.</summary>
    SportsDiffer,

    /// <summary>Different divisions of a league.</summary>
    LevelsDiffer,

    /// <summary>Women, age group, reserves, esports or a special on one side only.</summary>
    MarkersDiffer,

    /// <summary>A mark that nobody knows on one side only: <see cref="BindingReason.First"/>, <see cref="BindingReason.Second"/>.</summary>
    UnknownMark,

    /// <summary>Both teams of one event have a word (<see cref="BindingReason.First"/>) that neither has in the other.</summary>
    WordOnBothTeams,

    /// <summary>Each event has a word that the other lacks, on opposite teams.</summary>
    WordsCrossed,

    /// <summary>Words are left out on both teams and nothing else (league, prices) says that it is the same match.</summary>
    NamesNeedSupport,

    /// <summary>The starts are <see cref="BindingReason.Minutes"/> minutes apart.</summary>
    StartsApart,

    /// <summary>One is running and the other isn't.</summary>
    OneRunning,

    /// <summary>The prices of the winner, without margin, are <see cref="BindingReason.Points"/> percentage points apart.</summary>
    PricesApart,

    /// <summary>The prices fit with home and away exchanged only.</summary>
    PricesMirrored,

    /// <summary>The best prices of both would win <see cref="BindingReason.Points"/> percent: too good for the same match.</summary>
    MarginImplausible,

    /// <summary>What the two call their clubs differs (<see cref="BindingReason.First"/>, <see cref="BindingReason.Second"/>) on both teams, and neither name is just a short one.</summary>
    ClubsDiffer,
}

/// <summary>A reason with its data; sentences are made of it at the edge (<see cref="BindingSentences"/>).</summary>
/// <param name="Code">Which.</param>
public sealed record BindingReason(BindingReasonCode Code)
{
    /// <summary>How alike the less alike team is, 0 to 100.</summary>
    public int Low { get; init; }

    /// <summary>How alike the more alike team is, 0 to 100.</summary>
    public int High { get; init; }

    /// <summary>What the first event has: a league, mark, word or match name.</summary>
    public string First { get; init; } = "";

    /// <summary>What the second event has.</summary>
    public string Second { get; init; } = "";

    /// <summary>Minutes between the starts; positive when the second is later.</summary>
    public int Minutes { get; init; }

    /// <summary>Percentage points or percent.</summary>
    public int Points { get; init; }
}

/// <summary>Reasons in words, for people.</summary>
public static class BindingSentences
{
    /// <summary>One line, without a full stop.</summary>
    public static string Of(BindingReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.Code switch
        {
            BindingReasonCode.TeamsUnlike => reason.Low == reason.High ? $"the names of both teams are {reason.Low} % alike" : $"the names of one team are {reason.Low} % alike, of the other {reason.High} %",
            BindingReasonCode.SidesUnclear => "home and away can't be told apart",
            BindingReasonCode.RivalFits => "another event fits about as well",
            BindingReasonCode.OthersContradict => "the match's other events contradict",
            BindingReasonCode.WasBound => $"{reason.First} was bound, but its events show other teams or another time now",
            BindingReasonCode.LeaguesUnsure => $"nothing says that {Name(reason.First)} and {Name(reason.Second)} are the same league",
            BindingReasonCode.LeagueElsewhere => $"{Name(reason.First)} or {Name(reason.Second)} corresponds to another league of the other book",
            BindingReasonCode.CountriesDiffer => $"{Name(reason.First)} and {Name(reason.Second)} are of different countries",
            BindingReasonCode.SportsDiffer => $"{Name(reason.First)} and {Name(reason.Second)} are different sports or games",
            BindingReasonCode.LevelsDiffer => $"{Name(reason.First)} and {Name(reason.Second)} are different divisions",
            BindingReasonCode.MarkersDiffer => "women, age group, reserves, esports or a special on one side only",
            BindingReasonCode.UnknownMark => $"a mark on one side only: {Name(reason.First)} / {Name(reason.Second)}",
            BindingReasonCode.WordOnBothTeams => $"both teams of one event have the word {Name(reason.First)}, neither has it in the other",
            BindingReasonCode.WordsCrossed => $"each event has a word that the other lacks, on opposite teams: {Name(reason.First)} / {Name(reason.Second)}",
            BindingReasonCode.ClubsDiffer => $"both teams may be namesakes: {Name(reason.First)} on one side, {Name(reason.Second)} on the other",
            BindingReasonCode.NamesNeedSupport => $"both names leave words out ({Name(reason.First)}, {Name(reason.Second)}) and neither leagues nor prices say that it is the same match",
            BindingReasonCode.StartsApart => $"the starts are {Math.Abs(reason.Minutes)} minutes apart",
            BindingReasonCode.OneRunning => "one is running, the other is not",
            BindingReasonCode.PricesApart => $"the prices without margin are {reason.Points} points apart",
            BindingReasonCode.PricesMirrored => "the prices fit with home and away exchanged only",
            BindingReasonCode.MarginImplausible => $"the best prices of both would win {reason.Points} %: too good for the same match",
            _ => reason.Code.ToString(),
        };
    }

    private static string Name(string text) => text.Length == 0 ? "(none)" : $"'{text}'";
}
