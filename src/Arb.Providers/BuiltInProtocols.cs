using Arb.Domain.Sessions;
using Arb.Providers.Cmd;
using Arb.Providers.Isport;
using Arb.Providers.Mapped;
using Arb.Providers.Sbo;

namespace Arb.Providers;

/// <summary>The protocols this build speaks; a new one is one line here.</summary>
public static class BuiltInProtocols
{
    /// <summary>New instances of all of them, in the order in which captures are tried.</summary>
    public static IReadOnlyList<IProviderProtocol> All() => [new CmdProtocol(), new IsportProtocol(), new SboProtocol(), new MappedProtocol()];
}
