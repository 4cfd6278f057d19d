using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <content>The text of a value read as a number, a duration, a size or a list.</content>
public partial class HoconValue
{
    private static readonly Dictionary<string, double> TicksPerUnit = BuildTicksPerUnit();
    private static readonly Dictionary<string, long> BytesPerUnit = BuildBytesPerUnit();

    /// <summary>The text as a yes or no: <c>on</c>, <c>true</c>, <c>off</c> or <c>false</c>.</summary>
    /// <exception cref="NotSupportedException">It is anything else.</exception>
    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        var other => throw new NotSupportedException($"Expected on, off, true or false instead of '{other}'."),
    };

    /// <summary>The text as a decimal number.</summary>
    public decimal GetDecimal() => decimal.Parse(Text("a number"), NumberFormatInfo.InvariantInfo);

    /// <summary>The text as a number of single precision.</summary>
    public float GetFloat() => float.Parse(Text("a number"), NumberFormatInfo.InvariantInfo);

    /// <summary>The text as a number of double precision.</summary>
    public double GetDouble() => double.Parse(Text("a number"), NumberFormatInfo.InvariantInfo);

    /// <summary>The text as a whole number.</summary>
    public long GetLong() => long.Parse(Text("a whole number"), NumberFormatInfo.InvariantInfo);

    /// <summary>The text as a whole number.</summary>
    public int GetInt() => int.Parse(Text("a whole number"), NumberFormatInfo.InvariantInfo);

    /// <summary>The text as a byte.</summary>
    public byte GetByte() => byte.Parse(Text("a byte"), NumberFormatInfo.InvariantInfo);

    /// <summary>The array as bytes.</summary>
    public IList<byte> GetByteList() => ListOf(value => value.GetByte());

    /// <summary>The array as whole numbers.</summary>
    public IList<int> GetIntList() => ListOf(value => value.GetInt());

    /// <summary>The array as whole numbers.</summary>
    public IList<long> GetLongList() => ListOf(value => value.GetLong());

    /// <summary>The array as yes or no.</summary>
    public IList<bool> GetBooleanList() => ListOf(value => value.GetBoolean());

    /// <summary>The array as numbers of single precision.</summary>
    public IList<float> GetFloatList() => ListOf(value => value.GetFloat());

    /// <summary>The array as numbers of double precision.</summary>
    public IList<double> GetDoubleList() => ListOf(value => value.GetDouble());

    /// <summary>The array as decimal numbers.</summary>
    public IList<decimal> GetDecimalList() => ListOf(value => value.GetDecimal());

    /// <summary>The array as texts.</summary>
    public IList<string> GetStringList() => ListOf(value => value.GetString()!);

    /// <summary>The text as a duration: a number with a unit from <c>ns</c> to <c>days</c>, or of milliseconds if there is none.</summary>
    /// <param name="allowInfinite">Whether <c>infinite</c> is understood, as <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <exception cref="FormatException">It is neither, or negative.</exception>
    public TimeSpan GetTimeSpan(bool allowInfinite = true)
    {
        string text = Text("a duration");
        if (allowInfinite && text.Equals("infinite", StringComparison.OrdinalIgnoreCase))
        {
            return Timeout.InfiniteTimeSpan;
        }

        int unitAt = UnitStart(text);
        string unit = text[unitAt..].Trim();
        if (!double.TryParse(text.AsSpan(0, unitAt), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, NumberFormatInfo.InvariantInfo, out double number)
            || !TicksPerUnit.TryGetValue(unit, out double ticks))
        {
            throw new FormatException($"Expected a duration such as 5s, 200ms, 2 minutes{(allowInfinite ? " or infinite" : "")} instead of '{text}'.");
        }

        double total = Math.Round(number * ticks);
        return total <= long.MaxValue ? TimeSpan.FromTicks((long)total) : throw new OverflowException($"The duration '{text}' is too long.");
    }

    /// <summary>The text as a number of bytes: a whole number, with a unit such as <c>k</c>, <c>KiB</c> (1024) or <c>kB</c> (1000).</summary>
    /// <returns>The bytes, or null if the text is empty.</returns>
    /// <exception cref="FormatException">The number or the unit is malformed.</exception>
    public long? GetByteSize()
    {
        string? text = GetString();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        int unitAt = UnitStart(text);
        string unit = text[unitAt..].Trim();
        if (!BytesPerUnit.TryGetValue(unit, out long factor))
        {
            throw new FormatException($"'{unit}' is not a unit of size in '{text}'.");
        }

        return checked(factor * long.Parse(text.AsSpan(0, unitAt), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, NumberFormatInfo.InvariantInfo));
    }

    private static int UnitStart(string text)
    {
        int at = text.Length;
        while (at > 0 && !char.IsAsciiDigit(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static Dictionary<string, double> BuildTicksPerUnit()
    {
        var units = new Dictionary<string, double>(StringComparer.Ordinal) { [""] = TimeSpan.TicksPerMillisecond };
        Add(0.01, "ns", "nano", "nanos", "nanosecond", "nanoseconds");
        Add(TimeSpan.TicksPerMicrosecond, "us", "micro", "micros", "microsecond", "microseconds");
        Add(TimeSpan.TicksPerMillisecond, "ms", "milli", "millis", "millisecond", "milliseconds");
        Add(TimeSpan.TicksPerSecond, "s", "second", "seconds");
        Add(TimeSpan.TicksPerMinute, "m", "minute", "minutes");
        Add(TimeSpan.TicksPerHour, "h", "hour", "hours");
        Add(TimeSpan.TicksPerDay, "d", "day", "days");
        return units;

        void Add(double ticks, params string[] names)
        {
            foreach (string name in names)
            {
                units.Add(name, ticks);
            }
        }
    }

    private static Dictionary<string, long> BuildBytesPerUnit()
    {
        var units = new Dictionary<string, long>(StringComparer.Ordinal) { [""] = 1, ["b"] = 1, ["B"] = 1, ["byte"] = 1, ["bytes"] = 1 };
        string[] binary = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi"];
        string[] thousand = ["kilo", "mega", "giga", "tera", "peta", "exa"];
        long two = 1;
        long ten = 1;
        for (int i = 0; i < binary.Length; i++)
        {
            two *= 1024;
            ten *= 1000;
            string letter = char.ToUpperInvariant(thousand[i][0]).ToString();
            foreach (string name in (string[])[letter, letter.ToLowerInvariant(), letter + "i", letter + "iB", binary[i] + "byte", binary[i] + "bytes"])
            {
                units.Add(name, two);
            }

            foreach (string name in (string[])[i == 0 ? "kB" : letter + "B", thousand[i] + "byte", thousand[i] + "bytes"])
            {
                units.Add(name, ten);
            }
        }

        return units;
    }

    private string Text(string expected) => GetString() ?? throw new FormatException($"Expected {expected} instead of {(IsString() ? "null" : IsObject() ? "an object" : "an array")}.");

    private List<T> ListOf<T>(Func<HoconValue, T> read) => [.. GetArray().Select(read)];
}
