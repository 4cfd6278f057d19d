using System.Globalization;

namespace Arb.Domain.Primitives;

/// <summary>
/// A number exactly as a bookmaker sent it: signed billionths (10⁻⁹), range ±4·10⁹, plus a flag for digits beyond the ninth decimal, which are cut off.
/// The flag lets odds be rounded down in every format. Zero also stands for "missing": both mean closed for a price.
/// </summary>
public readonly record struct WireNumber
{
    /// <summary>Billionths in one.</summary>
    public const long One = 1_000_000_000;

    private const int Decimals = 9;

    private readonly long _packed;

    private WireNumber(long packed) => _packed = packed;

    // What one is worth at the end of a fraction of so many digits.
    private static ReadOnlySpan<long> Units => [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>Missing, null, empty or 0.</summary>
    public static WireNumber Missing => default;

    /// <summary>The value in billionths, cut toward zero.</summary>
    public long Nano => _packed >> 1;

    /// <summary>True when digits beyond the ninth decimal were cut off.</summary>
    public bool Inexact => (_packed & 1) != 0;

    /// <summary>True for 0 and for a missing number.</summary>
    public bool IsZero => _packed == 0;

    /// <summary>Makes a number of billionths; <paramref name="nano"/> within ±4·10¹⁸.</summary>
    public static WireNumber FromNano(long nano, bool inexact = false) => new((nano << 1) | (inexact ? 1L : 0L));

    /// <summary>Makes a number of a decimal; digits beyond the ninth set <see cref="Inexact"/>. Throws <see cref="OverflowException"/> beyond ±4·10⁹.</summary>
    public static WireNumber FromDecimal(decimal value)
    {
        if (value is > 4_000_000_000m or < -4_000_000_000m)
            throw new OverflowException($"{value} is outside ±4·10⁹");
        var scaled = value * One;
        var cut = decimal.Truncate(scaled);
        return FromNano((long)cut, cut != scaled);
    }

    /// <summary>The value as a decimal.</summary>
    public decimal ToDecimal() => Nano / (decimal)One;

    /// <summary>
    /// Reads <c>-?digits(.digits)?</c> (an exponent is not a number here). False on anything else and on numbers beyond ±4·10⁹. Allocates nothing.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out WireNumber number)
    {
        number = default;
        var i = 0;
        var negative = text.Length > 0 && text[0] == (byte)'-';
        if (negative)
            i = 1;
        long whole = 0;
        var start = i;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
        {
            whole = whole * 10 + (text[i] - '0');
            if (whole > 4_000_000_000)
                return false;
        }
        if (i == start)
            return false;
        long fraction = 0;
        var inexact = false;
        if (i < text.Length)
        {
            if (text[i] != (byte)'.' || ++i == text.Length)
                return false;
            var point = i;
            for (; i < text.Length; i++)
            {
                var digit = (uint)(text[i] - '0');
                if (digit > 9)
                    return false;
                if (i - point < Decimals)
                    fraction = fraction * 10 + digit;
                else
                    inexact |= digit != 0;
            }
            fraction *= Units[Math.Min(i - point, Decimals)];
        }
        var nano = whole * One + fraction;
        number = FromNano(negative ? -nano : nano, inexact);
        return true;
    }

    /// <summary>Same digits. Written out because the generated comparison goes through a comparer, which boxes where code is not optimised.</summary>
    public bool Equals(WireNumber other) => _packed == other._packed;

    /// <inheritdoc/>
    public override int GetHashCode() => _packed.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ToDecimal().ToString(CultureInfo.InvariantCulture) + (Inexact ? "…" : "");
}
