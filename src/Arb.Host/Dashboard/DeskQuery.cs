using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Arb.Host.Dashboard;

/// <summary>What a page shows of a longer list; all of it stands in the page's address.</summary>
/// <param name="From">Rows left out, 0 and more.</param>
/// <param name="Text">Text that a row must contain, or empty.</param>
/// <param name="Account">Account id, or empty.</param>
/// <param name="Kind">A kind, result or severity as the page calls it, or empty.</param>
/// <param name="Least">Smallest margin as a fraction of 1, or 0.</param>
/// <param name="Days">Days looked back, or 0.</param>
public sealed record DeskQuery(int From, string Text, string Account, string Kind, decimal Least, int Days)
{
    private const int MaxText = 100;
    private const int MaxFrom = 9_900;
    private const int MaxDays = 366;

    /// <summary>Everything.</summary>
    public static DeskQuery All { get; } = new(0, "", "", "", 0m, 0);

    /// <summary>True when rows may be missing because of it.</summary>
    public bool Filters => Text.Length > 0 || Account.Length > 0 || Kind.Length > 0 || Least > 0m;

    /// <summary>Reads an address; what makes no sense is left out.</summary>
    internal static DeskQuery Read(IQueryCollection query) => new(
        int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? Math.Min(from, MaxFrom) : 0,
        Short(query["text"]),
        Short(query["account"]),
        Short(query["kind"]),
        decimal.TryParse(query["least"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var least) ? Math.Clamp(least / 100m, 0m, 10m) : 0m,
        int.TryParse(query["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? Math.Min(days, MaxDays) : 0);

    /// <summary>The address again, in one form only.</summary>
    public string On(string path)
    {
        var address = new StringBuilder();
        Add("from", From > 0 ? From.ToString(CultureInfo.InvariantCulture) : "");
        Add("text", Text);
        Add("account", Account);
        Add("kind", Kind);
        Add("least", Least > 0m ? (Least * 100m).ToString("0.####", CultureInfo.InvariantCulture) : "");
        Add("days", Days > 0 ? Days.ToString(CultureInfo.InvariantCulture) : "");
        return path + address;

        void Add(string name, string value)
        {
            if (value.Length > 0)
                address.Append(address.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static string Short(string? text) => text is null ? "" : text.Trim() is { Length: > MaxText } long_ ? long_[..MaxText] : text.Trim();

    /// <summary>Reads the address that a live page names.</summary>
    internal static (string Path, DeskQuery Query) ReadAddress(string address)
    {
        var question = address.IndexOf('?', StringComparison.Ordinal);
        return question < 0
            ? (address, All)
            : (address[..question], Read(new QueryCollection(QueryHelpers.ParseQuery(address[question..]))));
    }
}
