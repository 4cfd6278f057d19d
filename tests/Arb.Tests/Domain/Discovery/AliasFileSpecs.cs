using Arb.Domain.Commands;
using Arb.Domain.Discovery;

namespace Arb.Tests.Domain.Discovery;

public sealed class AliasFileSpecs
{
    private const string Clubs = """
        ============
        = Nowhere

        Northam Rovers, 1900,  @ Long Lane,   Northam     ### a comment
          | Northam | Nth. Rovers
          | Northam Wanderers [en]
         Long Lane 1 // 12345 Northam
        ii) Northam Rovers II
          | Northam Am.

        Weston Athletic, Weston
          | Weston | Rovers of the West
        Easton, Easton
          | Weston
        """;

    [Fact]
    public void Should_read_openfootballs_clubs_without_second_teams_addresses_and_names_of_two_clubs() =>
        Assert.Equal(
            [new NamePair("Northam Rovers", "Northam"), new NamePair("Northam Rovers", "Nth. Rovers"), new NamePair("Northam Rovers", "Northam Wanderers"), new NamePair("Weston Athletic", "Rovers of the West")],
            AliasFile.Read("xx.clubs.txt", new StringReader(Clubs)));

    [Fact]
    public void Should_read_names_separated_by_tabs() =>
        Assert.Equal([new NamePair("Northam", "Nthm")], AliasFile.Read("names.tsv", new StringReader("# teams\nNortham\tNthm\nalone\n")));

    [Fact]
    public void Should_bind_by_a_name_that_was_taken_and_let_go_when_it_is_taken_back()
    {
        var world = new BinderWorld();
        world.See("aa:1", "Blackcaps", "Weston");
        world.See("bb:1", "Northam", "Weston");
        Assert.Empty(world.State());
        world.Binder.Take([Alias(true)], BinderWorld.KickOff, out var outcome);
        world.Take(outcome);
        world.Take(world.Binder.CompareAnew(10, BinderWorld.KickOff));
        Assert.Equal(["aa:1+bb:1"], world.State());
        Assert.Equal("file", Assert.Single(world.Binder.Kept).Source);
        world.Binder.Take([Alias(false)], BinderWorld.KickOff, out outcome);
        world.Take(outcome);
        Assert.Empty(world.State());
    }

    [Fact]
    public void Should_show_what_an_accepted_binding_taught_and_stop_when_it_is_taken_back()
    {
        var world = new BinderWorld();
        world.See("aa:1", "Blackcaps", "Weston", "Xyz");
        world.See("bb:1", "Northam", "Weston", "Qrs");
        Assert.Null(world.Bind("aa:1", "bb:1"));
        Assert.Equal([("blackcaps", "northam", false), ("AA: xyz", "BB: qrs", true)], world.Binder.Learned.Select(name => (name.First, name.Second, name.IsLeague)));
        world.Binder.Take([Alias(false)], BinderWorld.KickOff, out var outcome);
        world.Take(outcome);
        world.See("aa:2", "Blackcaps", "Easton", "Xyz", 300);
        world.See("bb:2", "Northam", "Easton", "Xyz", 300);
        Assert.DoesNotContain(world.State(), match => match.Contains(":2", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_compare_anew_in_steps_and_only_events_of_the_teams_whose_names_were_taken()
    {
        var world = new BinderWorld();
        for (var day = 0; day < 3; day++)
        {
            world.See($"aa:{day}", "Blackcaps", $"Weston {day}", minutes: day * 1_440);
            world.See($"bb:{day}", "Northam", $"Weston {day}", minutes: day * 1_440);
            world.See($"aa:{day}9", "Southgate", $"Eastport {day}", minutes: day * 1_440);
        }
        world.Binder.Take([Alias(true)], BinderWorld.KickOff, out var outcome);
        Assert.Equal((BindingOutcome.None, 6), (outcome, world.Binder.Stale));
        world.Lose("bb:1");
        world.Take(world.Binder.CompareAnew(2, BinderWorld.KickOff));
        Assert.Equal(["aa:0+bb:0"], world.State());
        Assert.Equal(4, world.Binder.Stale);
        world.Take(world.Binder.CompareAnew(int.MaxValue, BinderWorld.KickOff));
        Assert.Equal(["aa:0+bb:0", "aa:2+bb:2"], world.State());
        Assert.Equal(0, world.Binder.Stale);
    }

    [Fact]
    public void Should_let_go_at_once_of_what_a_name_bound_that_is_taken_back_while_others_wait()
    {
        var world = new BinderWorld();
        world.See("aa:1", "Blackcaps", "Weston");
        world.Binder.Take([Alias(true)], BinderWorld.KickOff, out _);
        world.See("bb:1", "Northam", "Weston");
        world.Binder.Take([Alias(false)], BinderWorld.KickOff, out var outcome);
        world.Take(outcome);
        world.See("bb:2", "Northam", "Easton", minutes: 300);
        world.See("aa:2", "Blackcaps", "Easton", minutes: 300);
        Assert.Empty(world.State());
        Assert.Equal(0, world.Binder.Stale);
    }

    [Fact]
    public void Should_leave_out_of_a_file_what_would_make_two_known_teams_one()
    {
        var list = TeamAliasList.BuiltIn.With([new TeamAlias("Man City", "Man Utd", true, "names.tsv", default)]);
        Assert.False(list.AreSame("Manchester City", "Manchester United"));
    }

    private static TeamAlias Alias(bool same) => new("Blackcaps", "Northam", same, "file", BinderWorld.KickOff);
}
