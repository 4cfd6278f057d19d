using System.Collections.Immutable;

namespace Arb.Browser.Tabs;

/// <summary>What happened to a tab of the account's profile.</summary>
public abstract record TabEvent
{
    private TabEvent()
    {
    }

    /// <summary>A tab or window opened, by the user or by the site.</summary>
    /// <param name="Tab">The browser's id of it.</param>
    public sealed record Opened(string Tab) : TabEvent;

    /// <summary>A tab closed, by anybody.</summary>
    /// <param name="Tab">The browser's id of it.</param>
    public sealed record Closed(string Tab) : TabEvent;
}

/// <summary>What the session layer must do.</summary>
public abstract record TabAction
{
    private TabAction()
    {
    }

    /// <summary>Attach to this tab: it is the account's tab now.</summary>
    /// <param name="Tab">The tab.</param>
    public sealed record Adopt(string Tab) : TabAction;

    /// <summary>Close this tab.</summary>
    /// <param name="Tab">The tab.</param>
    public sealed record Close(string Tab) : TabAction;

    /// <summary>The account has no tab any more: the session layer is gone until the user opens one.</summary>
    public sealed record TabLost : TabAction;
}

/// <summary>Tabs of one account.</summary>
/// <param name="Active">The one tab, or null.</param>
/// <param name="Closing">Tabs asked to close that have not reported it yet.</param>
public sealed record TabState(string? Active, ImmutableHashSet<string> Closing)
{
    /// <summary>No tab.</summary>
    public static TabState Empty { get; } = new(null, []);
}

/// <summary>Keeps one tab per account (L02): the newest becomes the tab, the old one is closed, because sportsbooks open in new windows.</summary>
public static class TabKeeper
{
    /// <summary>The next state and what to do, in this order: a new tab is adopted before the old one is closed, so that a browser never runs out of tabs.</summary>
    public static (TabState State, IReadOnlyList<TabAction> Actions) On(TabState state, TabEvent happened) => happened switch
    {
        TabEvent.Opened(var tab) => OnOpened(state, tab),
        TabEvent.Closed(var tab) when tab == state.Active => (state with { Active = null }, [new TabAction.TabLost()]),
        TabEvent.Closed(var tab) => (state with { Closing = state.Closing.Remove(tab) }, []),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "unknown tab event"),
    };

    // A tab that is on its way out may be announced once more; it does not come back.
    private static (TabState State, IReadOnlyList<TabAction> Actions) OnOpened(TabState state, string tab)
    {
        if (tab == state.Active || state.Closing.Contains(tab))
            return (state, []);
        return state.Active is { } old
            ? (new TabState(tab, state.Closing.Add(old)), [new TabAction.Adopt(tab), new TabAction.Close(old)])
            : (state with { Active = tab }, [new TabAction.Adopt(tab)]);
    }
}
