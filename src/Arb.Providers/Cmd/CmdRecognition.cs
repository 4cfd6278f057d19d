using Arb.Domain.Sessions;

namespace Arb.Providers.Cmd;

/// <summary>Recognition of captured traffic and contract making.</summary>
internal static class CmdRecognition
{
    public static EndpointRole? RoleOf(CapturedExchange capture) => throw new NotSupportedException();

    public static ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => throw new NotSupportedException();

    public static IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) => throw new NotSupportedException();

    public static ContractValidation Validate(ProviderContract contract) => throw new NotSupportedException();
}
