using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Arb.Tests.Sandbox;

/// <summary>Small readers of the three protocols for these tests, independent of the engine's.</summary>
internal static partial class Wire
{
    internal const string CmdOdds = "/Member/BetsView/BetLight/DataOdds.ashx";
    internal const string CmdQuote = "/Member/BetsView/Bet.asmx/SetData";
    internal const string CmdPlace = "/Member/BetsView/Bet.asmx/BetNow";
    internal const string CmdBets = "/Member/BetsView/Bet.asmx/GetBetList";
    internal const string CmdBalance = "/Member/BetsView/UserInfoPanelHost.aspx?Ajax=1";

    internal static string CmdBet(JsonElement row, string selection, string side, decimal price, decimal line, bool homeGives, string stake = "0", string code = "", string period = "FT") =>
        $$"""{"data":"{{row[0]}},{{Number(price)}},{{selection}},{{side}},MY,{{(homeGives ? 1 : 0)}},{{Number(line)}},{{(row[25].GetDecimal() == 1 ? "Running" : "Today")}},0,0,0,{{row[34]}},{{period}},{{stake}},{{code}}","isAuto":false,"s":0,"cb":0,"bo":0}""";

    /// <summary>The first row before kick-off with an open total.</summary>
    internal static JsonElement CmdRow(JsonElement odds) => odds.GetProperty("today").EnumerateArray().First(r => r[79].GetDecimal() == 0 && r[42].GetDecimal() != -999);

    internal static string CmdOver(JsonElement row, string stake = "0", string code = "") => CmdBet(row, "Over", "", row[42].GetDecimal(), row[12].GetDecimal(), false, stake, code);

    /// <summary>ISPORT records by field name.</summary>
    internal static IEnumerable<Dictionary<string, JsonElement>> Records(JsonElement body, string section)
    {
        if (!body.TryGetProperty(section, out var rows))
            yield break;
        var names = body.GetProperty("f").GetProperty(section).EnumerateArray().Select(n => n.GetString()!).ToArray();
        foreach (var row in rows.EnumerateArray())
        {
            var record = new Dictionary<string, JsonElement>();
            for (var i = 0; i < names.Length; i++)
                record[names[i]] = row[i];
            yield return record;
        }
    }

    internal static string IsportItem(params (string Name, object Value)[] fields) =>
        string.Join('&', fields.Select(f => $"{Uri.EscapeDataString($"ItemList[0][{f.Name}]")}={Uri.EscapeDataString(Convert.ToString(f.Value, CultureInfo.InvariantCulture)!)}"));

    /// <summary>The arguments of an SBO call as a JSON array: quotes turned, elided elements as null.</summary>
    internal static JsonElement Script(string body, string call)
    {
        Assert.StartsWith(call + "(", body, StringComparison.Ordinal);
        Assert.EndsWith(");\n", body, StringComparison.Ordinal);
        var text = body[(call.Length + 1)..^3];
        var json = new StringBuilder("[");
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'')
            {
                json.Append('"');
                for (i++; text[i] != '\''; i++)
                    json.Append(text[i] == '\\' ? text[++i] == '\'' ? "'" : "\\\\" : text[i] == '"' ? "\\\"" : text[i].ToString());
                json.Append('"');
            }
            else if (text[i] == ',')
            {
                if (json[^1] is '[' or ',')
                    json.Append("null");
                json.Append(',');
            }
            else if (text[i] == ']' && json[^1] == ',')
            {
                json.Length--;
                json.Append(']');
            }
            else
            {
                json.Append(text[i]);
            }
        }
        return Customer.Json(json.Append(']').ToString());
    }

    /// <summary>SBO's <c>ts</c> and <c>tk</c> of a landing page.</summary>
    internal static (string Ts, string[] Tk) Tokens(string page) => (PageTs().Match(page).Groups[1].Value, PageTk().Match(page).Groups[1].Value.Split(','));

    internal static string SboOdds(string ts, string[] tk, long? oev = null, int? style = null)
    {
        var values = tk.ToArray();
        if (oev is { } version)
            values[0] = version.ToString(CultureInfo.InvariantCulture);
        if (style is { } ps)
            values[^1] = ps.ToString(CultureInfo.InvariantCulture);
        return $"/en/data/event?ts={ts}&tk={string.Join(',', values)}&ac={(oev is null ? 1 : 4)}";
    }

    internal static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("ts:'([0-9a-f]{8})'")]
    private static partial Regex PageTs();

    [GeneratedRegex("tk:'([0-9,]+)'")]
    private static partial Regex PageTk();
}
