using Arb.Domain.Pairing;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Harvest;

public sealed partial class OddsCache
{
    private sealed class EventState(ProviderEvent item)
    {
        public ProviderEvent Event { get; set; } = item;

        public HashSet<int> Handles { get; } = [];
    }

    private sealed class Market
    {
        public ProviderMarket? Known;
        public int Revision;
        public int Width;
        public int First;
        public int Second;
        public int Third;
        public bool HasSlot;
        public bool SwapEnds;
        public Slot Slot;

        /// <summary>Who wins the match, before it begins.</summary>
        public bool IsWinner;

        /// <summary>Prices that the registry was told last.</summary>
        public PriceSketch Told;

        public bool IsFull => First > 0 && Second > 0 && (Width == 2 || Third > 0);

        public bool HasMovedFar => IsFull && (!Told.IsKnown || HasMoved(First, Told.First) || HasMoved(Second, Told.Second) || HasMoved(Third, Told.Third));

        // By two percentage points of probability: |1/a − 1/b| > 0.02, without a division.
        private static bool HasMoved(int a, int b) => 50L * Odds.Unit * Math.Abs(a - b) > (long)a * b;

        public int Open => (First > 0 ? 1 : 0) + (Second > 0 ? 1 : 0) + (Third > 0 ? 1 : 0);
    }
}
