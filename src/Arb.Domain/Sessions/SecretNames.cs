using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Arb.Domain.Sessions;

/// <summary>What a field's name says about its value.</summary>
public enum SecretNameKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It may be a key or a name (<c>key</c>, <c>hash</c>, <c>session</c>): short values are none.</summary>
    Likely,

    /// <summary>A credential (<c>token</c>, <c>PHPSESSID</c>).</summary>
    Credential,

    /// <summary>A credential of any length, digits alone too (<c>password</c>, <c>pin</c>, <c>otp</c>).</summary>
    Code,
}

/// <summary>The one vocabulary of names that secrets go by: in headers, queries, forms, JSON and logs.</summary>
public static partial class SecretNames
{
    private const int Longest = 100;

    private static readonly FrozenSet<string> Codes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "pwd", "pass", "passwd", "password", "passphrase", "passcode", "userpwd", "pin", "pincode", "otp", "totp", "mfa", "tan", "cvv", "cvc");

    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "key", "keys", "sign", "sig", "hash", "hmac", "digest", "ticket", "tkt", "sess", "sid", "nonce", "salt", "bearer", "auth", "cred", "creds", "tk", "tok");

    /// <summary>What a name says; names of more than 100 characters say nothing.</summary>
    public static SecretNameKind KindOf(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > Longest)
            return SecretNameKind.None;
        if (Code().IsMatch(name))
            return SecretNameKind.Code;
        var kind = Credential().IsMatch(name) ? SecretNameKind.Credential : Likely().IsMatch(name) ? SecretNameKind.Likely : SecretNameKind.None;
        var (codes, words) = (Codes.GetAlternateLookup<ReadOnlySpan<char>>(), Words.GetAlternateLookup<ReadOnlySpan<char>>());
        // Words of sessionKey, session_key, SESSION-KEY, key2: a "pin" in "shipping" is none.
        for (var at = 0; at < name.Length;)
        {
            var end = at;
            while (end < name.Length && char.IsLetter(name[end]) && (end == at || !char.IsUpper(name[end]) || (char.IsUpper(name[end - 1]) && !(end + 1 < name.Length && char.IsLower(name[end + 1])))))
                end++;
            var word = name[at..end];
            if (codes.Contains(word))
                return SecretNameKind.Code;
            if (kind == SecretNameKind.None && words.Contains(word))
                kind = SecretNameKind.Likely;
            at = Math.Max(end, at + 1);
        }
        return kind;
    }

    /// <summary>True for a name that a login's own token has (<c>token</c>, <c>session</c>, <c>auth</c>): another value is another login. A <c>key</c>, <c>hash</c> or <c>ticket</c> may be one of a single request.</summary>
    public static bool IsOfLogin(string name) => KindOf(name) is SecretNameKind.Credential or SecretNameKind.Code || (KindOf(name) == SecretNameKind.Likely && Likely().IsMatch(name));

    [GeneratedRegex("passw|passphrase|passcode|secret|pincode", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(
        "token|jwt|credential|csrf|xsrf|signature|(?:api|app|access|auth|hash|session|user|device|client|license|private|priv|public|sign|subscription)[-_.]?key|authorization|sess(?:ion)?[-_]?id|cookie",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credential();

    [GeneratedRegex("auth(?!or(?!iz))|(?<!pos)session", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Likely();
}
