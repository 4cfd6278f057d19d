using System.CommandLine;
using Arb.Browser.Contracts;
using Arb.Browser.Exports;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Control;
using Arb.Providers;

namespace Arb.Host.Cli;

/// <summary><c>arb session …</c>: what the user's own login left behind goes to the engine's memory (L06), and stays over a restart only where the user asks for it.</summary>
internal static class SessionCommands
{
    private static readonly Option<FileInfo?> Har = new("--har") { Description = "HAR file of the logged-in browser, saved with sensitive data.", HelpName = "file" };
    private static readonly Option<FileInfo[]> Cookies = new("--cookies") { Description = "Cookie file: Netscape cookies.txt or JSON of a browser; may be repeated.", HelpName = "file" };
    private static readonly Option<Uri?> BaseUrl = new("--base-url") { Description = "The site the browser really used; needed without --har.", HelpName = "url", CustomParser = FileArguments.Url };
    private static readonly Option<string[]> Header = new("--header") { Description = "A header to send, \"Name: value\"; may be repeated.", HelpName = "header" };
    private static readonly Option<string[]> Token = new("--token") { Description = "A token of the protocol, name=value; may be repeated.", HelpName = "token" };
    private static readonly Argument<string> Account = AccountCommands.KnownAccount();

    public static Command Build()
    {
        var import = new Command("import", "Hand the cookies, tokens and headers of a logged-in browser to the engine. They stay in memory.")
        {
            Account, Har, Cookies, BaseUrl, Header, Token, EngineCall.Data, EngineCall.Json,
        };
        import.SetAction(ImportAsync);
        return new Command("session", "Sessions of logged-in browsers.")
        {
            import,
            Simple("remember", "Store the session of an account, encrypted, and each that follows it: a restart of the engine then needs no login.", id => new RememberSession(id)),
            Simple("forget", "Delete the stored session of an account and store none from now on; the one in use stays in memory.", id => new ForgetSession(id)),
        };
    }

    private static Command Simple(string name, string description, Func<string, ArbCommand> make)
    {
        var account = AccountCommands.KnownAccount();
        return EngineCall.Command(name, description, [account], parsed => make(parsed.GetValue(account)!));
    }

    private static async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancel)
    {
        var account = parsed.GetValue(Account)!;
        var har = parsed.GetValue(Har);
        var site = parsed.GetValue(BaseUrl);
        if (har is null && site is null)
            throw new UsageException("say where the session comes from: --har FILE, or --cookies FILE with --base-url URL");
        using var client = new ControlClient(EngineCall.Folder(parsed));
        var known = await client.SendAsync(new ShowContracts(account), cancel);
        if (known is not ContractList contracts)
            return EngineCall.Print(parsed, known);
        var sources = new SessionSources(
            har is null ? [] : FileArguments.ReadHar(har, parsed),
            [.. (parsed.GetValue(Cookies) ?? []).Select(FileArguments.ReadText)],
            [.. (parsed.GetValue(Header) ?? []).Select(FileArguments.Header)],
            site);
        var tokens = (parsed.GetValue(Token) ?? []).Select(FileArguments.Token).ToList();
        var prepared = SessionImport.Prepare(new AccountId(account), contracts, sources, tokens, TimeProvider.System.GetUtcNow());
        FileArguments.Tell(parsed, "", prepared.LeftOut);
        var code = EngineCall.Print(parsed, await client.SendAsync(prepared.Command, cancel));
        foreach (var lack in code == 0 ? prepared.Lacks : [])
            CliOutput.Of(parsed).Error.WriteLine($"arb: {lack}");
        return code;
    }
}

/// <summary>An import, and what is to be told of it.</summary>
/// <param name="Command">The command.</param>
/// <param name="LeftOut">What of the files is not used, and why.</param>
/// <param name="Lacks">What the requests carry and this session does not have, in words.</param>
internal sealed record PreparedImport(ImportSession Command, IReadOnlyList<LeftOut> LeftOut, IReadOnlyList<string> Lacks);

/// <summary>Makes the import command of what a browser left behind; used by the command line and by the demo's user.</summary>
internal static class SessionImport
{
    public static ImportSession Make(AccountId account, ContractList contracts, SessionSources sources, IReadOnlyList<KeyValuePair<string, string>> tokens, DateTimeOffset now) =>
        Prepare(account, contracts, sources, tokens, now).Command;

    public static PreparedImport Prepare(AccountId account, ContractList contracts, SessionSources sources, IReadOnlyList<KeyValuePair<string, string>> tokens, DateTimeOffset now)
    {
        var protocols = BuiltInProtocols.All();
        var marked = contracts.Contracts.FirstOrDefault(c => c.Contract.Active)?.Contract
            ?? ContractRecorder.Record(account, sources.Captures, protocols).Contracts.FirstOrDefault();
        var protocol = marked is null ? null : protocols.Of(marked);
        if (protocol is null && sources.Captures.Count > 0)
            throw new FormatException($"no request of {string.Join(", ", protocols.Select(p => p.Id))} among {sources.Captures.Count} captures: open the odds page in the browser while recording");
        var given = tokens.ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        if (sources.Captures.Count == 0 && sources.CookieFiles.Count == 0 && given.Count > 0)
            return new PreparedImport(new ImportSession(account.Value, Root(sources.BaseUrl!), new Dictionary<string, string>(), sources.Headers, given), [], []);
        if (sources.BaseUrl is null && marked is { Active: true } && protocol is not null)
            sources = sources with { Captures = OfItsSite(marked, protocol, sources.Captures) };
        var assembly = SessionAssembler.AssembleAll(account, protocol ?? protocols[0], sources, now, generation: 1);
        var session = assembly.Session;
        var all = new Dictionary<string, string>(session.Tokens, StringComparer.Ordinal);
        foreach (var (name, value) in given)
            all[name] = value;
        return new PreparedImport(
            new ImportSession(account.Value, Root(session.BaseUrl), session.Cookies, session.Headers, all) { PathCookies = session.PathCookies },
            assembly.LeftOut,
            Lacks(assembly, marked, session with { Tokens = all }));
    }

    /// <summary>What the recorded requests carried, and what the contract's requests ask for.</summary>
    private static IReadOnlyList<string> Lacks(SessionAssembly assembly, ProviderContract? contract, ProviderSession session)
    {
        var words = new List<string>();
        if (assembly.Lacks.Count > 0)
            words.Add($"the recorded requests carried {(assembly.Lacks.Count == 1 ? "the cookie" : "the cookies")} {string.Join(", ", assembly.Lacks)}, which this session lacks: the site may ask for a login; log in again and export anew if it does");
        var asked = contract?.Lacking(session) ?? [];
        foreach (var kind in asked.GroupBy(lack => lack.Kind))
            words.Add($"this session lacks {string.Join(", ", kind.GroupBy(lack => lack.Name).Select(same => $"the {kind.Key} '{same.Key}' that the {string.Join(", ", same.Select(lack => lack.Role).Distinct())} request carries"))}: record a HAR while the site does it, or give it with {(kind.Key == "cookie" ? "--header \"Cookie: …\"" : "--token NAME=VALUE")}");
        return words;
    }

    /// <summary>A recording holds whatever the browser asked for, frames of others in the bookmaker's page included: what only looks like the protocol's requests is left out.</summary>
    private static IReadOnlyList<CapturedExchange> OfItsSite(ProviderContract marked, IProviderProtocol protocol, IReadOnlyList<CapturedExchange> captures)
    {
        var foreign = captures.Where(capture => protocol.Recognise(capture) is not null && !Sites.Same(marked.Host, capture.Url)).ToHashSet<CapturedExchange>(ReferenceEqualityComparer.Instance);
        return foreign.Count == 0 || captures.Any(capture => protocol.Recognise(capture) is not null && !foreign.Contains(capture))
            ? [.. captures.Where(capture => !foreign.Contains(capture))]
            : throw new FormatException($"the requests of {marked.Provider} in the recording go to {foreign.First().Url.Authority}, the marked contract is of {marked.Host}: if that is the bookmaker's site, give it with --base-url");
    }

    private static string Root(Uri url) => url.GetLeftPart(UriPartial.Authority) + "/";
}
