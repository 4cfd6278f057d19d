using System.Collections.Frozen;
using Arb.Domain.Registry;

namespace Arb.Domain.Normalization;

/// <summary>Leagues whose name alone says that their teams are not the clubs' first men's teams. Facts of general knowledge, as the leagues call themselves.</summary>
internal static class LeagueMarks
{
    // Up to four words in a row.
    private static readonly FrozenDictionary<string, TeamMarkers> Phrases = new (TeamMarkers Markers, string[] Names)[]
    {
        (TeamMarkers.Women,
        [
            "liga f", "damallsvenskan", "elitettan", "toppserien", "kvindeliga", "kvindeligaen", "kansallinen liiga", "nwsl", "wsl", "wsl 2", "fa wsl", "we league", "wk league", "w league", "d1 arkema",
            "division 1 arkema", "arkema premiere ligue", "premiere ligue arkema", "d1f", "premiera division femenil", "liga mx femenil", "femenil", "feminin", "feminina", "liga bpi", "swpl", "uwcl", "wnba",
            "wncaab", "wta", "wbbl", "wpl", "lpga", "frauenliga", "frauenbundesliga", "vrouwenliga", "super league vrouwen", "ekstraliga kobiet", "kadinlar", "matildas", "nadeshiko", "a league women",
        ]),
        (TeamMarkers.Reserves,
        [
            "premier league 2", "pl2", "a2 ligi", "a2 lig", "a2 league", "next gen", "reserve league", "reserves league", "torneo reserva", "torneo de reserva", "liga de reserva", "central league", "beloften",
            "belofte", "liga revelacao", "premier reserve", "regional league reserves", "second teams",
        ]),
        (TeamMarkers.Youth,
        [
            "youth league", "juvenil", "division de honor juvenil", "campionato primavera", "elitna youth", "junioren", "juniors league", "nachwuchsliga", "premier league international cup", "pl cup", "academy league",
            "development league", "professional development league", "elite development", "boys league", "cadet",
        ]),
        (TeamMarkers.Esports,
        [
            "gt leagues", "gt league", "gt sports league", "esportsbattle", "esports battle", "h2h gg", "gg league", "h2h liga", "battle league", "ea sports fc", "eafc", "ea fc", "fc 24", "fc 25", "fc 26", "fifa 18", "fifa 19", "fifa 20",
            "fifa 21", "fifa 22", "fifa 23", "fifa 24", "fifa 25", "fifa volta", "volta", "nba 2k", "nba2k", "2k24", "2k25", "2k26", "pes 21", "cyber live arena", "live arena", "efootball", "ebasketball", "eliga", "eserie", "epremier league",
            "ebundesliga", "eliga portugal", "edivisie", "instant league", "simulated reality",
        ]),
        (TeamMarkers.Special,
        [
            "total goals", "special bets", "team specials", "player specials", "goals in the day", "home v away", "injury time", "half time", "total corners", "total cards", "match specials", "daily goals", "exotics", "teams to score",
        ]),
    }.SelectMany(group => group.Names.Select(name => (name, group.Markers))).DistinctBy(pair => pair.name).ToFrozenDictionary(pair => pair.name, pair => pair.Markers, StringComparer.Ordinal);

    /// <summary>What the words of a league say of all of its teams.</summary>
    internal static TeamMarkers Of(List<NameToken> tokens)
    {
        var found = TeamMarkers.None;
        for (var from = 0; from < tokens.Count; from++)
        {
            var phrase = tokens[from].Text;
            for (var length = 1; ; length++)
            {
                found |= Phrases.GetValueOrDefault(phrase);
                if (length == 4 || from + length >= tokens.Count)
                    break;
                phrase = $"{phrase} {tokens[from + length].Text}";
            }
        }
        return found;
    }
}
