namespace Arb.Domain.Primitives;

/// <summary>What must be known of a currency: its smallest unit (ISO 4217).</summary>
public static class Currencies
{
    private static readonly HashSet<string> Whole = ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly HashSet<string> Thousandths = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>Decimals of a currency; 2 for one that is not known.</summary>
    public static int DigitsOf(string currency) => Whole.Contains(currency) ? 0 : Thousandths.Contains(currency) ? 3 : 2;
}
