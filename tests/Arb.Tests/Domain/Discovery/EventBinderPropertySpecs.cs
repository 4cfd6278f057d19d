using Arb.Domain.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Arb.Tests.Domain.Discovery;

public sealed class EventBinderPropertySpecs
{
    private static readonly string[] Teams =
        ["Man City", "Manchester City", "Man United", "Manchester United FC", "Arsenal", "Chelsea", "Wolves", "Wolverhampton Wanderers", "Spurs", "Tottenham", "Arsenal (W)", "Arsenal (Xq)", "Arsenal State", "Chelsea State"];

    private static readonly string[] Leagues = ["Premier League", "Premier League", "England Premier League", "Chile Primera", "Xyz", "Qrs", "", "Basketball Premier League", "Premier League 2"];

    [Fact]
    public void Should_bind_the_same_events_in_whatever_order_they_come() =>
        Prop.ForAll(Worlds(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (events, seed) =>
        {
            var one = new BinderWorld();
            foreach (var item in events)
                one.See(item);
            var other = new BinderWorld();
            var random = new System.Random(seed);
            foreach (var item in events.OrderBy(_ => random.Next()))
                other.See(item);
            return Unsigned(one).SequenceEqual(Unsigned(other)) && Questions(one).SequenceEqual(Questions(other));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Should_be_the_same_as_if_the_events_that_went_had_never_been() =>
        Prop.ForAll(Worlds(), Worlds(), (events, passing) =>
        {
            var one = new BinderWorld();
            foreach (var item in passing.Concat(events))
                one.See(item);
            foreach (var item in passing.Where(p => events.All(e => e.Key != p.Key)))
                one.Lose(item.Key.ToString());
            var other = new BinderWorld();
            foreach (var item in events)
                other.See(item);
            return Unsigned(one).SequenceEqual(Unsigned(other));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Should_never_have_two_events_of_a_provider_or_different_markers_in_a_match_nor_an_event_in_two() =>
        Prop.ForAll(Worlds(), events =>
        {
            var world = new BinderWorld();
            foreach (var item in events)
                world.See(item);
            var members = world.Told.Values.SelectMany(m => m.Members).ToList();
            return members.Select(m => m.Event.Key).Distinct().Count() == members.Count
                && world.Told.Values.All(m => m.Members.Count >= 2 && m.Members.Select(x => x.Event.Key.Provider).Distinct().Count() == m.Members.Count
                    && m.Members.Select(x => x.Mirrored ? (x.Event.Away.Markers, x.Event.Home.Markers) : (x.Event.Home.Markers, x.Event.Away.Markers)).Distinct().Count() == 1)
                && world.Told.Values.OrderBy(m => m.Match.Value, StringComparer.Ordinal).Select(m => m.Match).SequenceEqual(world.Binder.Matches.Select(m => m.Match));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Should_never_have_a_pair_in_a_match_that_something_speaks_against() =>
        Prop.ForAll(Worlds(), events =>
        {
            var world = new BinderWorld();
            foreach (var item in events)
                world.See(item);
            return world.Told.Values.All(match => match.Members.All(a => match.Members.All(b => a.Event.Key.CompareTo(b.Event.Key) >= 0 || world.Binder.ReasonAgainst(a.Event.Key, b.Event.Key) is null)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    // The matches without regard to which member stands for the match's own orientation.
    private static List<string> Unsigned(BinderWorld world) =>
        [.. world.Told.Values.Select(m => string.Join('+', m.Members.Select(x => (x.Mirrored != m.Members[0].Mirrored ? "!" : "") + x.Event.Key))).Order(StringComparer.Ordinal)];

    private static List<string> Questions(BinderWorld world) => [.. world.Binder.Questions.Select(q => $"{q.First.Key} {q.Second.Key} {q.Mirrored} {q.Reason}")];

    private static Arbitrary<List<ProviderEvent>> Worlds()
    {
        var one =
            from provider in Gen.Elements("cmd", "sbo", "isport")
            from id in Gen.Choose(1, 4)
            from home in Gen.Elements(Teams)
            from away in Gen.Elements(Teams)
            from minutes in Gen.Elements(0, 0, 0, 0, 8, 16)
            from league in Gen.Elements(Leagues)
            select BinderWorld.Event($"{provider}:{id}", home, away, league, minutes);
        return one.ListOf().Select(events => events.GroupBy(e => e.Key).Select(g => g.First()).ToList()).ToArbitrary();
    }
}
