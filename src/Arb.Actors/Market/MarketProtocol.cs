namespace Arb.Actors.Market;

/// <summary>The market tree is empty and new. Published by <c>market</c> on the event stream at start and after a failure inside it: every worker announces its source again and takes snapshots.</summary>
/// <param name="Incarnation">1, 2, ….</param>
public sealed record MarketStarted(int Incarnation);

/// <summary>Asks for counts. From the command channel to <c>market</c>; answered by <see cref="MarketStatus"/>.</summary>
public sealed record GetMarketStatus
{
    /// <summary>The only one.</summary>
    public static GetMarketStatus Instance { get; } = new();
}

/// <summary>Answer to <see cref="GetMarketStatus"/>.</summary>
/// <param name="BoundMatches">Matches with two members or more.</param>
/// <param name="Questions">Pairs that wait for the operator.</param>
/// <param name="Markets">Open book markets in all shards.</param>
/// <param name="Opportunities">Standing opportunities in all shards.</param>
/// <param name="Updates">Price updates since start.</param>
public sealed record MarketStatus(int BoundMatches, int Questions, int Markets, int Opportunities, long Updates);
