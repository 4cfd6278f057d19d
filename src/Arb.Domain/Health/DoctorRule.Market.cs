namespace Arb.Domain.Health;

/// <content>Steps 6 to 9: what the market has of the account's feed.</content>
public static partial class DoctorRule
{
    private const string SeeLog = "arb logs --level error says why; if it stays so, restart the engine and report it";

    private static Judgement Registry(Case seen)
    {
        if (seen.Facts.Market is not { } market)
            return No("the market did not answer", [], "it is overloaded, or failing", SeeLog);
        var evidence = new List<DoctorEvidence> { new("market", market.Condition switch { MarketCondition.Running => "running", MarketCondition.StartingOver => "starting over", _ => "down" }) };
        if (market.Condition == MarketCondition.Down)
            return No("the market is down", evidence, "one of its parts failed too often", "restart the engine; arb logs --level alarm says which part");
        if (market.Condition == MarketCondition.StartingOver)
            return No("the market starts over", evidence, "one of its parts failed a moment ago", "wait a few seconds and ask again");
        if (market.Registry is not { } registry)
            return No("no: there is none yet", evidence, "the worker has decoded events and the registry of its provider did not hear of them, or does not answer", SeeLog);
        evidence.Add(new("provider", $"{Number(registry.Events)} events, {Number(registry.Markets)} markets"));
        evidence.Add(new("this account", $"{Number(registry.SourceEvents)} events, {Number(registry.SourceMarkets)} markets"));
        if (registry.Refused > 0)
            evidence.Add(new("refused", Number(registry.Refused)));
        if (registry.Sample is { } sample)
            evidence.Add(new("sample", sample));
        if (registry.SourceEvents > 0 && registry.SourceMarkets > 0)
            return Yes($"{Number(registry.SourceEvents)} events, {Number(registry.SourceMarkets)} markets", evidence);
        return registry.Refused > 0
            ? No("no: it took nothing of this account", evidence, "it is full", "raise arb.registry.max-events and arb.registry.max-markets")
            : No("no: it has nothing of this account", evidence, "the worker has just started over and announces its events with its next answer", "wait a few seconds and ask again");
    }

    private static Judgement Binding(Case seen)
    {
        var market = seen.Facts.Market!;
        if (market.Binding is not { } binding)
            return No("discovery did not answer", [], "it is overloaded, or failing", SeeLog);
        var others = binding.OtherEvents.OrderBy(other => other.Key, StringComparer.Ordinal).ToList();
        List<DoctorEvidence> evidence =
        [
            new("events", $"{Number(binding.Events)} of {seen.View.Provider}{string.Concat(others.Select(other => $", {Number(other.Value)} of {other.Key}"))}"),
            new("bound", $"{Number(binding.Bound)} matches with this provider"),
            new("undecided", $"{Number(binding.Questions)} pairs"),
            new("unbound", $"{Number(binding.Unbound)} events that another book surely has too"),
        ];
        evidence.AddRange(binding.Offsets.Select(offset => new DoctorEvidence("clocks", $"{offset.Second} has {Number(offset.Events)} matches of {offset.First} {Math.Abs(offset.Minutes)} minutes {(offset.Minutes > 0 ? "later" : "earlier")}")));
        if (binding.Sample is { } sample)
            evidence.Add(new("sample", sample));
        if (binding.Bound > 0)
            return Yes($"{Number(binding.Bound)} matches bound", evidence);
        if (!binding.Loaded)
            return No("no", evidence, "stored bindings cannot be read, so nothing is bound", "free disk space and check the data folder: arb logs --level error");
        if (binding.Unsaved > 0)
            return No("no", evidence, $"{binding.Unsaved} bindings cannot be stored, so their matches wait", "free disk space and check the data folder: arb logs --level error");
        if (binding.Events == 0)
            return No("no", evidence, "discovery has no event of this provider yet", "wait a few seconds and ask again");
        if (others.Sum(other => other.Value) == 0)
            return No("no: there is nothing to bind with", evidence, "no other provider has events: one bookmaker alone has no surebets", "switch on an account at a bookmaker with another protocol, or examine it: arb doctor");
        if (binding.Offsets.Count > 0)
            return No("no", evidence, $"the kick-offs of {binding.Offsets[0].First} and {binding.Offsets[0].Second} differ by {Math.Abs(binding.Offsets[0].Minutes)} minutes for {Number(binding.Offsets[0].Events)} matches: one of them is read in the wrong time zone", "set the time zone of the feed that is off (utcOffsetMinutes in its mapping) and mark its contract again");
        return binding.Questions > 0
            ? No("no", evidence, $"{binding.Questions} pairs look alike and are not certain; nothing is guessed", "decide them: arb bindings list, then arb bindings accept|refuse")
            : binding.Unbound > 0
            ? No("no", evidence, $"{Number(binding.Unbound)} events that another book surely has are bound to none", "look at them: arb bindings list --unbound")
            : No("no", evidence, "the providers list different matches now: other leagues, days or sports", "open the same leagues at both bookmakers; arb bindings list shows what is bound");
    }

    private static Judgement Pairing(Case seen)
    {
        var market = seen.Facts.Market!;
        if (market.Pairing is not { } pairing)
            return No("pairing did not answer", [], "it is overloaded, or failing", SeeLog);
        List<DoctorEvidence> evidence =
        [
            new("bound matches", $"{Number(pairing.Matches)} with {Number(pairing.Markets)} markets of this account"),
            new("compared", $"{Number(pairing.Slots)} of these markets"),
            new("not comparable", $"{Number(pairing.Unsupported)} on quarter and whole lines, all accounts"),
        ];
        if (pairing.ClaimedTwice > 0)
            evidence.Add(new("claimed twice", $"{Number(pairing.ClaimedTwice)}: two markets of one book say that they are the same one; neither is compared"));
        if (pairing.Refused > 0)
            evidence.Add(new("refused", $"{Number(pairing.Refused)}: the book was full"));
        if (pairing.Sample is { } sample)
            evidence.Add(new("sample", sample));
        if (pairing.Slots > 0)
            return Yes($"{Number(pairing.Slots)} markets compared", evidence);
        if (pairing.Column is null)
            return No("no: this account has no column", evidence, "the worker is starting over", "wait a few seconds and ask again");
        if (pairing.Markets == 0)
            return No("no", evidence, "its bound matches carry no markets of this account: another account of the same provider announced them, or they were withdrawn", "wait a moment; arb bindings list shows which matches are bound");
        if (pairing.Refused > 0)
            return No("no", evidence, "the book is full", "raise arb.market.max-markets");
        return pairing.Unsupported > 0
            ? No("no", evidence, "the other account quotes other lines, or only quarter and whole lines, which are not compared", "nothing: it pairs by itself when both quote the same half line, 1X2 or total")
            : No("no", evidence, "no other account quotes the same market of the same match", "switch on another account at the other provider, or examine it: arb doctor");
    }

    private static Judgement Arbitrage(Case seen)
    {
        var market = seen.Facts.Market!;
        var shards = market.Shards.OrderBy(shard => shard.Shard).ToList();
        var confirmed = shards.Max(shard => shard.ConfirmedAt);
        List<DoctorEvidence> evidence =
        [
            new("shards", $"{shards.Count} of {market.ShardCount} answered, {Number(shards.Sum(shard => shard.Markets))} markets"),
            new("updates", $"{Number(shards.Sum(shard => shard.Updates))}, this account's prices confirmed {seen.Ago(confirmed)}"),
            new("opportunities", Number(shards.Sum(shard => shard.Opportunities))),
        ];
        if (seen.Facts.Engine is { } engine)
            evidence.Add(new("engine", $"{engine.State.ToString().ToUpperInvariant()}, {engine.Trading}, {Number(engine.Opportunities)} opportunities known"));
        if (shards.Count < market.ShardCount)
            return No("not all of it", evidence, $"{market.ShardCount - shards.Count} shards of the book did not answer", SeeLog);
        if (shards.FirstOrDefault(shard => !shard.IsFresh) is { } stale)
            return stale.ConfirmedAt is null
                ? No("it has no prices of this account yet", evidence, "the worker's first batch is still under way", "wait a few seconds and ask again")
                : No("this account's prices are stale in the book", evidence, $"shard {stale.Shard} has heard nothing for {Span(seen.Facts.At - stale.ConfirmedAt.Value)}", "the machine is too slow for its feeds, or odds have just stopped: arb logs, and ask again");
        if (seen.Facts.Engine is null)
            return No("the engine did not answer", evidence, "it is overloaded, or failing", SeeLog);
        return Yes($"{Number(shards.Sum(shard => shard.Opportunities))} opportunities now", evidence);
    }
}
