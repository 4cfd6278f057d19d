using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Domain.Sessions;

/// <summary>What the user asks of a proposal.</summary>
/// <param name="Group">Only captures of the endpoint with this number (as <c>arb captures</c> counts them), or null: all.</param>
/// <param name="Bookmaker">In a feed of many bookmakers, which one this account is; null: the one that prices the most events.</param>
public sealed record MappingWish(int? Group, string? Bookmaker);

/// <summary>A proposed mapping and what it makes of the captured answer, for a person to accept or not.</summary>
/// <param name="Contract">The contract as it would be stored under the name <c>MAPPED</c>, not marked; no secret in it.</param>
/// <param name="Source">Where the mapping comes from: a ready one's name, or <c>structure</c>.</param>
/// <param name="Endpoint">The endpoint it was read from; no secret in it.</param>
/// <param name="Events">Events decoded.</param>
/// <param name="Markets">Markets decoded.</param>
/// <param name="Prices">Open prices.</param>
/// <param name="Drops">What was dropped, and why.</param>
/// <param name="Preview">The first events with their markets, in words.</param>
/// <param name="Notes">What a person should look at: other bookmakers in the feed, codes that are left out, formats that were guessed.</param>
public sealed record MappingProposal(
    ProviderContract Contract,
    string Source,
    string Endpoint,
    int Events,
    int Markets,
    int Prices,
    IReadOnlyDictionary<DropReason, int> Drops,
    IReadOnlyList<MappedEventView> Preview,
    IReadOnlyList<string> Notes);

/// <summary>One decoded event.</summary>
/// <param name="EventId">The provider's own id.</param>
/// <param name="League">League.</param>
/// <param name="Home">Home team.</param>
/// <param name="Away">Away team.</param>
/// <param name="KickOff">Kick-off, UTC.</param>
/// <param name="InPlay">Running.</param>
/// <param name="Markets">Kind, period, line and prices as on the wire.</param>
public sealed record MappedEventView(string EventId, string League, string Home, string Away, DateTimeOffset KickOff, bool InPlay, IReadOnlyList<string> Markets);

/// <summary>What became of a wish for a mapping.</summary>
/// <param name="Proposal">The best proposal, or null.</param>
/// <param name="Reason">Why there is none, and what to do; null when there is one.</param>
public sealed record MappingAnswer(MappingProposal? Proposal, string? Reason);

/// <summary>Port: looks at what was captured, beyond what the protocols of this build know. Pure; holds nothing.</summary>
public interface ICaptureStudy
{
    /// <summary>The captures by endpoint; nothing secret in the answer.</summary>
    /// <param name="captures">Captures in any order.</param>
    /// <param name="contracts">The account's contracts: those with a mapping recognise their own endpoints.</param>
    IReadOnlyList<CaptureGroup> Group(IReadOnlyList<CapturedExchange> captures, IReadOnlyList<ProviderContract> contracts);

    /// <summary>Proposes a mapping for a plain JSON feed among the captures.</summary>
    MappingAnswer Suggest(AccountId account, IReadOnlyList<CapturedExchange> captures, MappingWish wish);
}
