using Arb.Domain.Discovery;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Tests.Domain.Discovery;

/// <summary>A binder and what it told so far.</summary>
internal sealed class BinderWorld
{
    public static readonly DateTimeOffset KickOff = new(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);

    public EventBinder Binder { get; } = new(new BindingOptions(TimeSpan.FromMinutes(10), TimeSpan.FromHours(6)));

    /// <summary>The matches as a listener has them.</summary>
    public Dictionary<MatchId, BoundEvent> Told { get; } = [];

    public Dictionary<MatchId, StoredBinding> Stored { get; } = [];

    public List<BindingQuestion> Asked { get; } = [];

    public BindingOutcome See(ProviderEvent item, params ProviderMarket[] markets) => See(new RegistryEventChanged(item, markets));

    /// <summary>One answer of a feed.</summary>
    public BindingOutcome See(params RegistryEventChanged[] answer) => Take(Binder.Apply(new RegistryChanged([], answer), KickOff));

    public BindingOutcome See(string key, string home, string away, string league = "Premier League", int minutes = 0) => See(Event(key, home, away, league, minutes));

    /// <summary>The same with the prices of home, draw and away.</summary>
    public BindingOutcome See(string key, string home, string away, string league, int minutes, (decimal Home, decimal Draw, decimal Away) prices)
    {
        var item = Event(key, home, away, league, minutes);
        static int Price(decimal odds) => (int)(odds * 10_000);
        return See(item, new ProviderMarket(new SourceKey(new AccountId("a"), item.Key.Provider), 1, 1, item.Key, "m", MarketKind.OneXTwo, Period.FullTime, Line.None, OddsFormat.Decimal, false, null)
        {
            Sketch = new PriceSketch(Price(prices.Home), Price(prices.Draw), Price(prices.Away)),
        });
    }

    public BindingOutcome Lose(string key) => Take(Binder.Apply(new RegistryChanged([new RegistryEventRemoved(EventKey.Parse(key))], []), KickOff));

    public BindingOutcome Refuse(string a, string b) => Take(Binder.Refuse(EventKey.Parse(a), EventKey.Parse(b), KickOff));

    public string? Bind(string a, string b, bool mirrored = false)
    {
        if (Binder.TryBind(EventKey.Parse(a), EventKey.Parse(b), mirrored, KickOff, out var outcome, out var error))
            Take(outcome);
        return error;
    }

    /// <summary>The matches as texts: <c>cmd:1+!sbo:7</c>, the mark for mirrored.</summary>
    public IEnumerable<string> State() => Told.Values.Select(m => string.Join('+', m.Members.Select(x => (x.Mirrored ? "!" : "") + x.Event.Key))).Order(StringComparer.Ordinal);

    public BindingOutcome Take(BindingOutcome outcome)
    {
        foreach (var binding in outcome.Save)
            Stored[binding.Match] = binding;
        foreach (var bound in outcome.Bound)
            if (bound.Members.Count == 0)
                Told.Remove(bound.Match);
            else
                Told[bound.Match] = bound;
        Asked.AddRange(outcome.Asked);
        return outcome;
    }

    public static ProviderEvent Event(string key, string home, string away, string league = "Premier League", int minutes = 0)
    {
        if (!TeamNames.TryNormalise(league, home, away, out var folded, out var first, out var second))
            throw new ArgumentException("no name");
        return new ProviderEvent(EventKey.Parse(key), folded, first, second, KickOff.AddMinutes(minutes), false);
    }
}
