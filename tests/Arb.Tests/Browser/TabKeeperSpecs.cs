using Arb.Browser.Tabs;

namespace Arb.Tests.Browser;

public sealed class TabKeeperSpecs
{
    [Fact]
    public void Should_adopt_the_first_tab() => Assert.Equal(["adopt a"], Run("+a"));

    [Fact]
    public void Should_adopt_a_second_tab_and_close_the_first() => Assert.Equal(["adopt a", "adopt b", "close a"], Run("+a", "+b"));

    [Fact]
    public void Should_say_nothing_when_the_closed_tab_reports_it() => Assert.Equal(["adopt a", "adopt b", "close a"], Run("+a", "+b", "-a"));

    [Fact]
    public void Should_follow_a_chain_of_windows() =>
        Assert.Equal(["adopt a", "adopt b", "close a", "adopt c", "close b"], Run("+a", "+b", "+c", "-b", "-a"));

    [Fact]
    public void Should_notice_that_the_tab_is_lost() => Assert.Equal(["adopt a", "lost", "adopt b"], Run("+a", "-a", "+b"));

    [Fact]
    public void Should_not_take_back_a_tab_that_is_closing() => Assert.Equal(["adopt a", "adopt b", "close a"], Run("+a", "+b", "+a", "+b"));

    [Fact]
    public void Should_never_keep_two_tabs_whatever_happens()
    {
        var random = new Random(7);
        for (var run = 0; run < 200; run++)
        {
            var open = new HashSet<string>();
            var state = TabState.Empty;
            for (var step = 0; step < 60; step++)
            {
                var closes = open.Count > 0 && random.Next(3) == 0;
                var tab = closes ? open.ElementAt(random.Next(open.Count)) : $"t{run}-{step}";
                (state, var actions) = TabKeeper.On(state, closes ? new TabEvent.Closed(tab) : new TabEvent.Opened(tab));
                if (closes)
                    open.Remove(tab);
                else
                    open.Add(tab);
                foreach (var close in actions.OfType<TabAction.Close>())
                    Assert.NotEqual(state.Active, close.Tab);
                var staying = open.Except(state.Closing).ToList();
                Assert.True(staying.Count <= 1 && staying.SingleOrDefault() == state.Active);
            }
        }
    }

    private static List<string> Run(params string[] events)
    {
        var log = new List<string>();
        var state = TabState.Empty;
        foreach (var text in events)
        {
            (state, var actions) = TabKeeper.On(state, text[0] == '+' ? new TabEvent.Opened(text[1..]) : new TabEvent.Closed(text[1..]));
            log.AddRange(actions.Select(a => a switch
            {
                TabAction.Adopt(var tab) => "adopt " + tab,
                TabAction.Close(var tab) => "close " + tab,
                _ => "lost",
            }));
        }
        return log;
    }
}
