using System.Net;
using System.Text.Json;

namespace Arb.Sandbox.Http;

/// <summary>A request that the sports page makes, or offers behind a button.</summary>
/// <param name="Role">Which: <c>leagues matches odds odds-delta quote place bets balance</c>.</param>
/// <param name="Auto">True when the page makes it by itself.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Address relative to the page. In <c>place</c>, <c>{name}</c> stands for what <see cref="Ticket"/> finds in the quote's answer.</param>
/// <param name="ContentType">Type of the body, or null.</param>
/// <param name="Body">Body, or null.</param>
/// <param name="Ticket">For <c>quote</c>: placeholder → regular expression with one group, applied to the answer.</param>
internal sealed record PageRequest(
    string Role, bool Auto, string Method, string Url, string? ContentType = null, string? Body = null, IReadOnlyDictionary<string, string>? Ticket = null);

/// <summary>The HTML of the whitelabels. Every page says that it is simulated.</summary>
internal static class Pages
{
    private const string Banner = """<div id="simulated" style="background:#fc3;padding:.5em;font-weight:bold">SIMULATED BOOKMAKER - Arb.Sandbox on this machine. No real money, no real matches.</div>""";

    // The page loads its odds with fetch, as the real sites do: what a recorder in the browser sees is the protocol's own traffic.
    private const string Script = """
        const requests = JSON.parse(document.getElementById('requests').textContent);
        const out = document.getElementById('out');
        let ticket = null;
        async function send(r, values) {
          const fill = s => s == null ? undefined : s.replace(/\{(\w+)\}/g, (m, k) => values && k in values ? values[k] : m);
          const answer = await fetch(fill(r.url), { method: r.method, credentials: 'same-origin',
            headers: r.contentType ? { 'Content-Type': r.contentType } : {}, body: fill(r.body) });
          const text = await answer.text();
          out.textContent = (r.role + ' ' + answer.status + ' ' + text.slice(0, 120) + '\n' + out.textContent).slice(0, 4000);
          return text;
        }
        const find = role => requests.find(r => r.role === role);
        document.getElementById('quote').onclick = async () => {
          const r = find('quote'); const text = await send(r); ticket = {};
          for (const [k, p] of Object.entries(r.ticket)) { const m = text.match(new RegExp(p)); if (m) ticket[k] = m[1]; }
        };
        document.getElementById('place').onclick = () => ticket && send(find('place'), ticket);
        (async () => { for (const r of requests) if (r.auto) await send(r); })();
        setInterval(() => { for (const r of requests) if (r.auto && r.role.startsWith('odds')) send(r); }, 4000);
        """;

    internal static string Login(string bookmaker, string? problem = null) => Frame(bookmaker, $"""
        <h1>{Text(bookmaker)}</h1>
        {(problem is null ? "" : $"<p class=\"error\">{Text(problem)}</p>")}
        <form id="login" method="post" action="/login">
          <label>User name <input name="username" id="username" autocomplete="off"></label>
          <label>Password <input name="password" id="password" type="password" autocomplete="off"></label>
          <button type="submit" id="submit">Log in</button>
        </form>
        """);

    internal static string Maintenance(string bookmaker) => Frame(bookmaker, "<h1>Scheduled maintenance</h1><p>We will be back soon.</p>");

    internal static string Sports(string bookmaker, string user, IReadOnlyList<PageRequest> requests, string tokenScript)
    {
        var json = JsonSerializer.Serialize(requests, new JsonSerializerOptions(JsonSerializerDefaults.Web));
        return Frame(bookmaker, $"""
            <h1>{Text(bookmaker)} sports</h1><p>Logged in as <b id="user">{Text(user)}</b> - <a href="/logout">log out</a></p>
            <button id="quote">Quote the first selection</button> <button id="place">Place the minimum stake</button>
            <pre id="out"></pre>
            <script>{tokenScript}</script>
            <script type="application/json" id="requests">{json}</script>
            <script>{Script}</script>
            """);
    }

    private static string Frame(string bookmaker, string body) =>
        $"<!doctype html><html><head><meta charset=\"utf-8\"><title>{Text(bookmaker)} (simulated)</title></head><body>{Banner}{body}</body></html>\n";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
