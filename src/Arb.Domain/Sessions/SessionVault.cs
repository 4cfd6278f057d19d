using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>
/// Port: sessions at rest, of accounts whose user asked for it, and of no others. What is kept is unreadable without a key that lies elsewhere. Calls are carried out one after the other, in the order
/// they were made. Every method throws <see cref="StorageException"/> on failure, which says what to do and holds no secret.
/// </summary>
public interface ISessionVault
{
    /// <summary>The session of an account as it was stored, with generation 0; null when none is.</summary>
    Task<ProviderSession?> LoadAsync(AccountId account);

    /// <summary>Stores a session in place of the account's stored one; durable when the task completes.</summary>
    Task SaveAsync(ProviderSession session);

    /// <summary>Deletes what is stored of an account; it may be nothing.</summary>
    Task ForgetAsync(AccountId account);
}
