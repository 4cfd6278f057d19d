using Arb.Browser.OwnBrowser;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Control;

/// <summary>
/// Everything about users' own browsers in one engine: who is paired, what they hand in, and the commands about it. The commands are answered here, not by an actor: pairings are no business of betting.
/// </summary>
/// <param name="options">Bounds.</param>
/// <param name="desk">Pairings.</param>
/// <param name="browsers">Where reports go.</param>
internal sealed class ExtensionGate(ExtensionOptions options, PairingDesk desk, OwnBrowserSessions browsers)
{
    public const string Off = "this engine does not listen for browser extensions: set arb.extension.enabled = on and start it anew";

    public ExtensionOptions Options => options;

    public PairingDesk Desk => desk;

    public OwnBrowserSessions Browsers => browsers;

    /// <summary>The port that is listened on; known once the server stands.</summary>
    public int Port { get; set; } = options.Port;

    /// <summary>Where an account's site is, for the extension's user; known since the account was paired.</summary>
    public Func<AccountId, CancellationToken, Task<string?>> SiteOf { get; set; } = (_, _) => Task.FromResult<string?>(null);

    /// <summary>True for a command that is answered here.</summary>
    public static bool Takes(ArbCommand command) => command is PairExtension or UnpairExtension or ListExtensions;

    /// <summary>Answers one of its commands.</summary>
    /// <param name="command">The command.</param>
    /// <param name="accounts">Reads the accounts as they are now.</param>
    public async Task<CommandReply> AnswerAsync(ArbCommand command, Func<Task<CommandReply>> accounts)
    {
        try
        {
            switch (command)
            {
                case PairExtension pair:
                    return await accounts() is StatusReport status && status.Knows(StatusPart.Accounts) ? Pair(pair.Account, status.Accounts) : new CommandFailed(FailureKind.Failed, "the engine did not say which accounts it has");
                case UnpairExtension unpair:
                    return Known(unpair.Account) is { } id && desk.End(id)
                        ? new Done($"{unpair.Account} is not paired any more; from its next start on the engine's own browser is used (arb account reset {unpair.Account})")
                        : new CommandFailed(FailureKind.BadRequest, $"{unpair.Account} is not paired (arb extension list)");
                default:
                    return new ExtensionList([.. desk.List().Select(View)]);
            }
        }
        catch (BrowserException failed)
        {
            return new CommandFailed(FailureKind.Failed, failed.Message);
        }
    }

    /// <summary>The account is gone: so is its pairing. Throws <see cref="BrowserException"/> when that cannot be stored.</summary>
    public void Forget(string account)
    {
        if (Known(account) is { } id)
            desk.End(id);
    }

    private CommandReply Pair(string account, IReadOnlyList<AccountView> accounts)
    {
        if (accounts.FirstOrDefault(one => one.Account == account) is not { } view)
            return new CommandFailed(FailureKind.BadRequest, $"unknown account '{account}'; known: {string.Join(", ", accounts.Select(one => one.Account))}");
        var id = new AccountId(account);
        if (view.State != AccountState.Idle && !desk.UsesOwnBrowser(id))
            return new CommandFailed(FailureKind.Refused, $"the engine's own browser of {account} is open: switch the account off first (arb account off {account}), pair, switch it on again");
        var (code, until) = desk.Begin(id);
        return new ExtensionCode(account, code, until, Port);
    }

    private AccountId? Known(string account) => desk.List().Where(one => one.Account.Value == account).Select(one => (AccountId?)one.Account).FirstOrDefault();

    private ExtensionView View((AccountId Account, string? Origin, DateTimeOffset? CodeUntil) one)
    {
        var look = browsers.Look(one.Account);
        var counts = look?.Counts;
        return new ExtensionView(
            one.Account.Value, one.Origin?.Split("://")[1], one.CodeUntil, look is not null, look?.LastHeard, counts?.Captures ?? 0, counts?.OddMessages ?? 0, counts?.LostEvents ?? 0);
    }
}
