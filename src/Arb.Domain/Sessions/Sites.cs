namespace Arb.Domain.Sessions;

/// <summary>
/// Which hosts are one bookmaker's. A page can show frames of others (advertisements), and those can ask for what looks like odds: a session that followed them would take their prices and send them tokens.
/// </summary>
public static class Sites
{
    /// <summary>True for the same host and port, and for hosts under one registered name: bookmakers spread one site over several. Addresses of numbers are themselves only.</summary>
    /// <param name="authority">Host, with port where it is not the scheme's own.</param>
    /// <param name="other">An absolute address.</param>
    public static bool Same(string authority, Uri other)
    {
        if (other.Authority.Equals(authority, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!Uri.TryCreate($"{other.Scheme}://{authority}", UriKind.Absolute, out var known) || known.Port != other.Port)
            return false;
        return known.HostNameType == UriHostNameType.Dns && other.HostNameType == UriHostNameType.Dns && Registered(known.Host) is { } name && name == Registered(other.Host);
    }

    /// <summary>The last two labels, or three where the second is a short one under a country (<c>co.uk</c>); null where that leaves no name.</summary>
    private static string? Registered(string host)
    {
        var labels = host.ToLowerInvariant().TrimEnd('.').Split('.');
        var count = labels.Length >= 2 && labels[^1].Length == 2 && labels[^2].Length <= 3 ? 3 : 2;
        return labels.Length >= count ? string.Join('.', labels[^count..]) : null;
    }
}
