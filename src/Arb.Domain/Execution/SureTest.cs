using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>The integer test of a sure bet over prices that cover every outcome once: Σ 1/odds &lt; 1, without a division.</summary>
public static class SureTest
{
    /// <summary>True when the inverse sum of two or three prices is below one.</summary>
    public static bool Holds(IReadOnlyList<Odds> odds)
    {
        UInt128 product = 1;
        foreach (var price in odds)
            product *= (UInt128)price.TenThousandths;
        UInt128 sum = 0;
        foreach (var price in odds)
            sum += product / (UInt128)price.TenThousandths; // exact: the price is a factor of the product
        return product > sum * Odds.Unit;
    }
}
