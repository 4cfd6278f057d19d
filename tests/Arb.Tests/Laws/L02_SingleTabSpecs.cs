using Arb.Browser.Tabs;

namespace Arb.Tests.Laws;

/// <summary>L02, Single tab: a second tab is adopted and the old one closed; two tabs never stay open.</summary>
public sealed class L02_SingleTabSpecs
{
    [Fact]
    public void Should_adopt_the_newest_tab_and_close_the_old_one_in_every_chain_of_windows()
    {
        var state = TabState.Empty;
        var open = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var tab = $"t{i}";
            open.Add(tab);
            (state, var actions) = TabKeeper.On(state, new TabEvent.Opened(tab));
            Assert.Equal(new TabAction.Adopt(tab), actions[0]);
            foreach (var close in actions.OfType<TabAction.Close>())
            {
                open.Remove(close.Tab);
                (state, _) = TabKeeper.On(state, new TabEvent.Closed(close.Tab));
            }
            Assert.Equal(tab, Assert.Single(open));
            Assert.Equal(tab, state.Active);
        }
    }

    [Fact]
    public void Should_say_that_the_session_layer_is_gone_with_the_last_tab()
    {
        var (state, _) = TabKeeper.On(TabState.Empty, new TabEvent.Opened("a"));
        var (_, actions) = TabKeeper.On(state, new TabEvent.Closed("a"));
        Assert.IsType<TabAction.TabLost>(Assert.Single(actions));
    }
}
