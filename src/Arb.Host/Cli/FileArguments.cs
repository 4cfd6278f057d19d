using System.CommandLine;
using System.CommandLine.Parsing;
using Arb.Browser.Exports;
using Arb.Domain.Sessions;

namespace Arb.Host.Cli;

/// <summary>Reads what arguments name or spell out. Messages quote no value: it may be a secret.</summary>
internal static class FileArguments
{
    private const int MaxTextBytes = 32 * 1024 * 1024;

    public static Uri? Url(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[^1].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError("--base-url: expected an address such as https://sports.example/");
        return null;
    }

    /// <summary>The exchanges of a HAR file; what of it could not be read is told on the error output.</summary>
    public static IReadOnlyList<CapturedExchange> ReadHar(FileInfo file, ParseResult parsed)
    {
        var leftOut = new List<LeftOut>();
        var captures = HarReader.Read(ReadBytes(file, HarLimits.Default.MaxBytes), HarLimits.Default, leftOut);
        Tell(parsed, $"{file.Name}: ", leftOut);
        return captures;
    }

    public static string ReadText(FileInfo file) => ExportText.Decode(ReadBytes(file, MaxTextBytes)).TrimStart('\uFEFF');

    /// <summary>Tells what was left out of a file, and why.</summary>
    public static void Tell(ParseResult parsed, string of, IReadOnlyCollection<LeftOut> leftOut)
    {
        if (leftOut.Count > 0)
            CliOutput.Of(parsed).Error.WriteLine($"arb: {of}{LeftOut.Summary(leftOut)}");
    }

    public static KeyValuePair<string, string> Header(string text)
    {
        var colon = text.IndexOf(':');
        if (colon <= 0)
            throw new UsageException("--header: expected \"Name: value\"");
        return new(text[..colon].Trim(), text[(colon + 1)..].Trim());
    }

    public static KeyValuePair<string, string> Token(string text)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0)
            throw new UsageException("--token: expected name=value");
        return new(text[..equals], text[(equals + 1)..]);
    }

    private static byte[] ReadBytes(FileInfo file, int max)
    {
        try
        {
            if (file.Length > max)
                throw new UsageException($"{file}: larger than {max / 1024 / 1024} MiB");
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: cannot be read: {wrong.Message}", wrong);
        }
    }
}
