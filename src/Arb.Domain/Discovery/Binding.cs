using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Domain.Discovery;

/// <summary>One provider's event in a bound match.</summary>
/// <param name="Event">The event.</param>
/// <param name="Mirrored">True when its home team is the match's away team.</param>
/// <param name="Markets">Every source's markets of it.</param>
public sealed record BoundMember(ProviderEvent Event, bool Mirrored, IReadOnlyList<ProviderMarket> Markets);

/// <summary>Discovery's only output (L10): a match and its members. From discovery to pairing whenever a member or its markets change; an empty member list means the match is gone.</summary>
/// <param name="Match">Stable name, from the stored binding.</param>
/// <param name="Home">Home team as the first member has it.</param>
/// <param name="Away">Away team as the first member has it.</param>
/// <param name="League">League as the first member has it.</param>
/// <param name="KickOff">Start as the first member has it.</param>
/// <param name="Members">By key; at most one per provider.</param>
public sealed record BoundEvent(MatchId Match, string Home, string Away, string League, DateTimeOffset KickOff, IReadOnlyList<BoundMember> Members);

/// <summary>Who decided a binding.</summary>
public enum BindingSource : byte
{
    /// <summary>Discovery's evidence.</summary>
    Evidence,

    /// <summary>The operator.</summary>
    Operator,
}

/// <summary>A stored binding: these events are one match.</summary>
/// <param name="Match">Name.</param>
/// <param name="Members">Keys in order, with the mirrored flag.</param>
/// <param name="Source">Who decided.</param>
/// <param name="Evidence">Why, for people.</param>
/// <param name="At">When.</param>
public sealed record StoredBinding(MatchId Match, IReadOnlyList<BindingMember> Members, BindingSource Source, string Evidence, DateTimeOffset At);

/// <summary>A member of a stored binding.</summary>
/// <param name="Key">The event.</param>
/// <param name="Mirrored">Relative to the match.</param>
/// <param name="Home">Canonical home team when it was bound, markers included; empty when unknown. A binding is not used again when the event shows other teams.</param>
/// <param name="Away">Canonical away team when it was bound.</param>
/// <param name="KickOff">Start when it was bound; <c>default</c> when unknown.</param>
/// <param name="League">Folded league when it was bound: the operator's word on a pair is one on their leagues too.</param>
public sealed record BindingMember(EventKey Key, bool Mirrored, string Home = "", string Away = "", DateTimeOffset KickOff = default, string League = "");

/// <summary>A pair that discovery would not bind or refuse alone: shown to the operator (its answer is kept).</summary>
/// <param name="First">One event.</param>
/// <param name="Second">The other.</param>
/// <param name="Mirrored">True when it would be mirrored.</param>
/// <param name="Reason">What is ambiguous or contradicts.</param>
public sealed record BindingQuestion(ProviderEvent First, ProviderEvent Second, bool Mirrored, BindingReason Reason);

/// <summary>The operator's word on a pair: never bind it again.</summary>
/// <param name="First">One event.</param>
/// <param name="Second">The other.</param>
public sealed record BindingRefusal(EventKey First, EventKey Second);

/// <summary>Port: bindings and refusals at rest. Durable when the task completes; throws <see cref="Sessions.StorageException"/>.</summary>
public interface IBindingStore
{
    /// <summary>All bindings.</summary>
    Task<IReadOnlyList<StoredBinding>> LoadAsync();

    /// <summary>All refusals.</summary>
    Task<IReadOnlyList<BindingRefusal>> LoadRefusalsAsync();

    /// <summary>Adds or replaces by match.</summary>
    Task SaveAsync(StoredBinding binding);

    /// <summary>Keeps a refusal.</summary>
    Task SaveRefusalAsync(BindingRefusal refusal);

    /// <summary>Names that the operator or a file said to mean the same team, or not to; in the order in which they were kept.</summary>
    Task<IReadOnlyList<TeamAlias>> LoadAliasesAsync();

    /// <summary>Adds names, or replaces what was kept of the same two.</summary>
    Task SaveAliasesAsync(IReadOnlyList<TeamAlias> aliases);

    /// <summary>Forgets a refusal, whichever of its events it names first; nothing happens when there is none.</summary>
    Task RemoveRefusalAsync(BindingRefusal refusal);
}
