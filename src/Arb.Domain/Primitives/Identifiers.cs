namespace Arb.Domain.Primitives;

/// <summary>The operator's name for one account at one bookmaker: 1–40 characters of <c>a-z 0-9 - _</c>, starting with a letter or digit. Also an actor name and a folder name.</summary>
public readonly record struct AccountId
{
    /// <summary>Makes an id. Throws <see cref="ArgumentException"/> that says what is allowed.</summary>
    public AccountId(string value)
    {
        Value = IsValid(value) ? value : throw new ArgumentException($"account id '{value}': use 1 to 40 of a-z, 0-9, '-' and '_', starting with a letter or digit", nameof(value));
    }

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>True when <paramref name="value"/> can be an account id.</summary>
    public static bool IsValid(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > 40 || value[0] is '-' or '_')
            return false;
        foreach (var c in value)
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'))
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

/// <summary>A protocol's name as the contract says it, upper case: <c>CMD</c>, <c>ISPORT</c>, <c>SBO</c>, … 2–16 characters of <c>A-Z 0-9 _</c>.</summary>
public readonly record struct ProviderId
{
    /// <summary>Makes an id; lower case is folded up. Throws <see cref="ArgumentException"/> that says what is allowed.</summary>
    public ProviderId(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = IsValid(value)
            ? value.ToUpperInvariant()
            : throw new ArgumentException($"provider id '{value}': use 2 to 16 of A-Z, 0-9 and '_'", nameof(value));
    }

    /// <summary>True when <paramref name="value"/>, in upper or lower case, can be a provider id.</summary>
    public static bool IsValid(string? value) => value?.Length is >= 2 and <= 16 && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>The text, upper case.</summary>
    public string Value { get; }

    /// <summary>Lower case, for actor names and keys: <c>cmd</c>.</summary>
    public string Slug => Value.ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

/// <summary>One account's feed of one provider: what a worker polls, and a column of the book.</summary>
/// <param name="Account">The account.</param>
/// <param name="Provider">The protocol its contract speaks.</param>
public readonly record struct SourceKey(AccountId Account, ProviderId Provider)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Account}/{Provider.Slug}";
}

/// <summary>An event's identity: the provider and the provider's own id (L05: never made up). Printed <c>cmd:123</c>.</summary>
/// <param name="Provider">The protocol.</param>
/// <param name="EventId">The provider's own id, as text.</param>
public readonly record struct EventKey(ProviderId Provider, string EventId) : IComparable<EventKey>
{
    /// <summary>Orders by provider, then by event id, both ordinal: the order in which a match names its members.</summary>
    public int CompareTo(EventKey other)
    {
        var byProvider = string.CompareOrdinal(Provider.Value, other.Provider.Value);
        return byProvider != 0 ? byProvider : string.CompareOrdinal(EventId, other.EventId);
    }

    /// <summary>Reads <c>cmd:123</c>; throws <see cref="FormatException"/> on anything else.</summary>
    public static EventKey Parse(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && colon < text.Length - 1 && ProviderId.IsValid(text[..colon])
            ? new EventKey(new ProviderId(text[..colon]), text[(colon + 1)..])
            : throw new FormatException($"'{text}' is no event key (expected provider:id)");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Provider.Slug}:{EventId}";
}

/// <summary>A bound match, named by its first members (<c>cmd:123+sbo:77</c>); stable because the binding is stored.</summary>
/// <param name="Value">The name.</param>
public readonly record struct MatchId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

/// <summary>One execution. Derived from the fencing token of its lock (<c>x000042</c>), so it is unique over the life of a data folder and needs no random source.</summary>
/// <param name="Value">The name.</param>
public readonly record struct ExecutionId(string Value)
{
    /// <summary>The id of the execution that holds <paramref name="token"/>.</summary>
    public static ExecutionId FromToken(long token) => new($"x{token:D6}");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

/// <summary>An opportunity's identity: match, market, period, line and who gives which selection; prices are not part of it.</summary>
/// <param name="Value">The name, printable, e.g. <c>cmd:123+sbo:77|Total|FullTime|2.5|Over@a1/cmd|Under@a3/sbo</c>.</param>
public readonly record struct OpportunityId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
