using Arb.Browser.Contracts;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Storage;

namespace Arb.Host.Engine;

/// <summary>
/// The contract store, and beside it each marked contract as <c>contracts/ACCOUNT/{PROVIDER}_CONTRACT.json</c> in the data folder (L13): for people, and for <c>arb contract import --file</c>.
/// The engine never reads these files; they stay when a hard reset clears the contract.
/// </summary>
internal sealed class FiledContractStore(IContractStore store, string folder) : IContractStore
{
    public Task<IReadOnlyList<ProviderContract>> LoadAsync(AccountId account) => store.LoadAsync(account);

    public async Task SaveAsync(ProviderContract contract)
    {
        await store.SaveAsync(contract);
        if (!contract.Active)
            return;
        try
        {
            var own = Path.Combine(folder, contract.Account.Value);
            OwnersOnly.MakeFolder(own);
            var file = Path.Combine(own, ContractFile.NameFor(contract.Provider));
            OwnersOnly.Replace(file, System.Text.Encoding.UTF8.GetBytes(ContractFile.Write(contract)));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"the contract is stored, but its file could not be written: {failed.Message}", failed);
        }
    }

    public Task RemoveAsync(AccountId account, ProviderId? provider) => store.RemoveAsync(account, provider);
}
