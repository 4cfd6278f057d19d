using System.CommandLine.Parsing;
using System.Globalization;

namespace Arb.Host.Cli;

/// <summary>Values of options, read the same way in every country: a comma is no decimal point and no separator of thousands, it is refused.</summary>
internal static class Values
{
    /// <summary>An amount, odds or a fraction: digits and at most one point.</summary>
    public static decimal Amount(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            return amount;
        result.AddError($"{Name(result)}: '{text}' is no number like 12.50");
        return 0m;
    }

    /// <summary>A whole number inside its bounds.</summary>
    public static int Whole(ArgumentResult result, int least, int most)
    {
        var text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        result.AddError(most == int.MaxValue ? $"{Name(result)}: '{text}' is no whole number from {least} on" : $"{Name(result)}: '{text}' is no whole number from {least} to {most}");
        return least;
    }

    /// <summary>Any whole number of 64 bits.</summary>
    public static long Seed(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        result.AddError($"{Name(result)}: '{text}' is no whole number");
        return 0;
    }

    private static string Name(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
