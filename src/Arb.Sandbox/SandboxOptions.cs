namespace Arb.Sandbox;

/// <summary>One simulated bookmaker to start.</summary>
/// <param name="Name">Its name in the control API: 1–20 of <c>a-z 0-9 -</c>.</param>
/// <param name="Protocol"><c>CMD</c>, <c>ISPORT</c> or <c>SBO</c>.</param>
/// <param name="Port">Port on 127.0.0.1, 0 for a free one.</param>
public sealed record BookmakerOptions(string Name, string Protocol, int Port = 0)
{
    /// <summary>So many of the matches that it lists first have their teams under nicknames that no other bookmaker uses, 0 to 6.</summary>
    public int Nicknames { get; init; }
}

/// <summary>What <see cref="SandboxHost.StartAsync"/> starts. The defaults are three bookmakers, one per protocol, with about forty matches each.</summary>
public sealed record SandboxOptions
{
    /// <summary>Seed of everything random; the same seed and clock give the same bodies.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The bookmakers.</summary>
    public IReadOnlyList<BookmakerOptions> Bookmakers { get; init; } = [new("cmd", "CMD"), new("isport", "ISPORT"), new("sbo", "SBO")];

    /// <summary>Port of the control API on 127.0.0.1, 0 for a free one.</summary>
    public int ControlPort { get; init; }

    /// <summary>Matches in the world, 1 to 20,000; each bookmaker lists most of them.</summary>
    public int Matches { get; init; } = 44;

    /// <summary>Time between two moves of the prices, at least 10 ms.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a match lasts in real time (a fast clock settles bets soon), at least one second.</summary>
    public TimeSpan MatchLength { get; init; } = TimeSpan.FromMinutes(105);

    /// <summary>Kick-offs are spread over this long from the start.</summary>
    public TimeSpan KickOffSpread { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Share of matches in play at the start, in percent, 0 to 100.</summary>
    public int InPlayPercent { get; init; } = 12;

    /// <summary>Surebets per minute that arise by themselves; 0: the bookmakers' prices never make one.</summary>
    public decimal SurebetsPerMinute { get; init; } = 2;

    /// <summary>Demo schedule: a surebet every five seconds on a match that all bookmakers list, and every second leg B refused.</summary>
    public bool Demo { get; init; }

    /// <summary>Login accounts per bookmaker: <c>user1</c>/<c>pass1</c>, <c>user2</c>/<c>pass2</c>, …</summary>
    public int AccountsPerBookmaker { get; init; } = 2;

    /// <summary>Opening balance of every account, USD.</summary>
    public decimal OpeningBalance { get; init; } = 10_000m;

    /// <summary>A session without a request for this long is lost.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>A quoted ticket can be placed for this long.</summary>
    public TimeSpan TicketLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bets in play stay pending for this long.</summary>
    public TimeSpan PendingDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Versions of a feed for which a delta can still be served.</summary>
    public int HistoryVersions { get; init; } = 120;

    /// <summary>SBO's odds style in the landing page: 1 decimal, 2 Hong Kong, 3 Indonesian, 4 Malay.</summary>
    public int SboPriceStyle { get; init; } = 4;

    /// <summary>Where all time comes from: kick-offs, ticks, sessions, delays.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        Check(Bookmakers.Count is >= 1 and <= 16, "bookmakers: 1 to 16");
        Check(Bookmakers.Select(b => b.Name).Distinct(StringComparer.Ordinal).Count() == Bookmakers.Count, "bookmakers: two have the same name");
        foreach (var bookmaker in Bookmakers)
        {
            Check(bookmaker.Protocol is "CMD" or "ISPORT" or "SBO", $"protocol '{bookmaker.Protocol}': expected CMD, ISPORT or SBO");
            Check(bookmaker.Name.Length is >= 1 and <= 20 && bookmaker.Name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'), $"bookmaker name '{bookmaker.Name}': use 1 to 20 of a-z, 0-9, '-'");
            Check(bookmaker.Nicknames is >= 0 and <= 6, $"nicknames {bookmaker.Nicknames}: 0 to 6");
            Check(bookmaker.Port is >= 0 and <= 65535, $"port {bookmaker.Port}: 0 to 65535");
        }
        Check(ControlPort is >= 0 and <= 65535, $"control port {ControlPort}: 0 to 65535");
        Check(Matches is >= 1 and <= 20_000, $"matches {Matches}: 1 to 20000");
        Check(Tick >= TimeSpan.FromMilliseconds(10), "tick: at least 10 ms");
        Check(MatchLength >= TimeSpan.FromSeconds(1), "match length: at least 1 s");
        Check(KickOffSpread >= TimeSpan.FromMinutes(1), "kick-off spread: at least a minute");
        Check(InPlayPercent is >= 0 and <= 100, "in play: 0 to 100 percent");
        Check(SurebetsPerMinute is >= 0 and <= 600, "surebets per minute: 0 to 600");
        Check(AccountsPerBookmaker is >= 1 and <= 1000, "accounts per bookmaker: 1 to 1000");
        Check(HistoryVersions >= 1, "history: at least one version");
        Check(SboPriceStyle is >= 1 and <= 4, "SBO price style: 1 to 4");
    }

    private static void Check(bool holds, string problem)
    {
        if (!holds)
            throw new ArgumentException(problem);
    }
}
