namespace Arb.Domain.Commands;

/// <summary>
/// The account's user logs in with a browser of their own: makes a code for its extension; answered by <see cref="ExtensionCode"/>. Refused while the engine's own browser of the account is open, and
/// where <c>arb.extension.enabled</c> is off.
/// </summary>
/// <param name="Account">Which.</param>
public sealed record PairExtension(string Account) : ArbCommand;

/// <summary>Ends the pairing of an account: its extension's token is worth nothing any more, and from its next start on the engine's own browser is used; answered by <see cref="Done"/>.</summary>
/// <param name="Account">Which.</param>
public sealed record UnpairExtension(string Account) : ArbCommand;

/// <summary>Accounts that are logged in from the user's own browser; answered by <see cref="ExtensionList"/>.</summary>
public sealed record ListExtensions : ArbCommand;

/// <summary>A code to type into the extension, good once.</summary>
/// <param name="Account">For which account.</param>
/// <param name="Code">The code; for the user's eyes only.</param>
/// <param name="Until">Good until then.</param>
/// <param name="Port">Port of the engine on 127.0.0.1.</param>
public sealed record ExtensionCode(string Account, string Code, DateTimeOffset Until, int Port) : CommandReply
{
    /// <summary>Without the code.</summary>
    public override string ToString() => $"code for {Account} until {Until:HH:mm:ss}";
}

/// <summary>Accounts that are logged in from the user's own browser.</summary>
/// <param name="Accounts">By id.</param>
public sealed record ExtensionList(IReadOnlyList<ExtensionView> Accounts) : CommandReply;

/// <summary>How the extension of one account stands.</summary>
/// <param name="Account">Which.</param>
/// <param name="Extension">Id of the paired extension, or null.</param>
/// <param name="CodeUntil">Until when a code waits to be typed, or null.</param>
/// <param name="On">True while the account takes what the extension hands in.</param>
/// <param name="LastHeard">Last report since the account was switched on, or null.</param>
/// <param name="Captures">Recorded since then.</param>
/// <param name="Refused">Records that made no sense since then.</param>
/// <param name="Lost">Records that the extension had no room for since then.</param>
public sealed record ExtensionView(
    string Account, string? Extension, DateTimeOffset? CodeUntil, bool On, DateTimeOffset? LastHeard, long Captures, long Refused, long Lost);
