using System.Globalization;

namespace Arb.Domain.Primitives;

/// <summary>
/// Decimal odds as an exact number of ten-thousandths, always rounded DOWN from the wire so that rounding can't create an arbitrage.
/// Range 1.0001 to 10,000.0000 (10,001 to 100,000,000 ten-thousandths).
/// </summary>
public readonly record struct Odds : IComparable<Odds>
{
    /// <summary>Ten-thousandths in 1.</summary>
    public const int Unit = 10_000;

    /// <summary>The lowest value, 1.0001.</summary>
    public const int MinTenThousandths = 10_001;

    /// <summary>The highest value, 10,000.</summary>
    public const int MaxTenThousandths = 100_000_000;

    /// <summary>Makes odds; throws <see cref="ArgumentOutOfRangeException"/> outside the range.</summary>
    public Odds(int tenThousandths)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tenThousandths, MinTenThousandths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tenThousandths, MaxTenThousandths);
        TenThousandths = tenThousandths;
    }

    /// <summary>The value in ten-thousandths: 1.9500 is 19500. 0 only in <c>default</c>, which stands for "no price".</summary>
    public int TenThousandths { get; }

    /// <summary>The value as an exact decimal, e.g. 1.95.</summary>
    public decimal Value => TenThousandths / 10_000m;

    /// <summary>Makes odds of a decimal, rounding down to ten-thousandths; throws outside the range.</summary>
    public static Odds FromDecimal(decimal value) => new((int)decimal.Floor(value * Unit));

    /// <inheritdoc/>
    public int CompareTo(Odds other) => TenThousandths.CompareTo(other.TenThousandths);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.00##", CultureInfo.InvariantCulture);
}

/// <summary>How a price is written on the wire; rules in the provider protocols' table of formats.</summary>
public enum OddsFormat : byte
{
    /// <summary>Decimal, greater than 1.</summary>
    Decimal,

    /// <summary>Malay: 0 &lt; m ≤ 1 is 1 + m; −1 ≤ m &lt; 0 is 1 + 1/|m|.</summary>
    Malay,

    /// <summary>Hong Kong: 1 + h.</summary>
    HongKong,

    /// <summary>Indonesian: i ≥ 1 is 1 + i; i ≤ −1 is 1 + 1/|i|.</summary>
    Indonesian,

    /// <summary>American: a ≥ 100 is 1 + a/100; a ≤ −100 is 1 + 100/|a|.</summary>
    American,
}
