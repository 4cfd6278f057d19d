namespace Arb.Browser.Exports;

/// <summary>Why a part of an export is not used.</summary>
public enum LeftOutReason : byte
{
    /// <summary>The file ends in the middle of it, or it is no JSON.</summary>
    Unreadable,

    /// <summary>An entry without a request.</summary>
    NoRequest,

    /// <summary>A request without an address, or with one that is none.</summary>
    NoAddress,

    /// <summary>A request without a method.</summary>
    NoMethod,

    /// <summary>An entry without a time, or with one that is none.</summary>
    NoTime,

    /// <summary>A header without a name or value, or with control characters in them; the rest of its request is used.</summary>
    Header,

    /// <summary>A body that is not the base64 that it says to be; the rest of its exchange is used.</summary>
    Body,

    /// <summary>A line with another number of fields than a cookie file has.</summary>
    Fields,

    /// <summary>A cookie without a domain.</summary>
    NoDomain,

    /// <summary>A cookie without a name.</summary>
    NoName,

    /// <summary>A cookie without a value.</summary>
    NoValue,

    /// <summary>A cookie whose expiry is neither a number of seconds nor a time.</summary>
    Expiry,

    /// <summary>A cookie with characters that no browser would send.</summary>
    Characters,

    /// <summary>A cookie that has expired.</summary>
    Expired,

    /// <summary>A cookie of another host of the domain alone.</summary>
    OtherHost,

    /// <summary>A cookie that goes over https only, and the site is reached without.</summary>
    NeedsHttps,
}

/// <summary>One part of an export that is not used. Holds no value.</summary>
/// <param name="Place">Where it stands: <c>log.entries[3]</c>, <c>line 2</c>, <c>[0]</c>; or the cookie's name, where the reason is no fault of the file.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What was seen (a number of fields, a host, a time), or empty.</param>
public sealed record LeftOut(string Place, LeftOutReason Reason, string Detail = "")
{
    /// <summary>In words, with what to do.</summary>
    public string Words => Reason switch
    {
        LeftOutReason.Unreadable => $"{Place} is no JSON (cut while it was saved?)",
        LeftOutReason.NoRequest => $"{Place}.request is missing",
        LeftOutReason.NoAddress => $"{Place}.request.url is {(Detail.Length > 0 ? Detail : "missing")}",
        LeftOutReason.NoMethod => $"{Place}.request.method is missing",
        LeftOutReason.NoTime => $"{Place}.startedDateTime is {(Detail.Length > 0 ? Detail : "missing")}",
        LeftOutReason.Header => $"{Place}: a header without a name or value, or with control characters",
        LeftOutReason.Body => $"{Place}.response.content.text is no base64",
        LeftOutReason.Fields => $"{Place}: {Detail} fields instead of 7 separated by tabs",
        LeftOutReason.NoDomain => $"{Place}.domain is missing or no text",
        LeftOutReason.NoName => $"{Place}.name is missing or no text",
        LeftOutReason.NoValue => $"{Place}.value is missing or no text",
        LeftOutReason.Expiry => $"{Place}: the expiry{Detail} is no number of seconds and no time",
        LeftOutReason.Characters => $"{Place}: characters that no browser sends in a cookie",
        LeftOutReason.Expired => $"cookie {Place} has expired ({Detail})",
        LeftOutReason.OtherHost => $"cookie {Place} goes to {Detail} alone, and to no other host",
        _ => $"cookie {Place} goes over https only, and the site is {Detail}",
    };

    /// <summary>How many were left out and why: one line, a few examples of each reason.</summary>
    /// <param name="all">What was left out.</param>
    public static string Summary(IReadOnlyCollection<LeftOut> all) => string.Join("; ", all
        .GroupBy(one => one.Reason)
        .OrderBy(same => same.Key)
        .Select(same => $"{same.Count()} left out: {string.Join(", ", same.Take(3).Select(one => one.Words))}{(same.Count() > 3 ? ", …" : "")}"));
}
