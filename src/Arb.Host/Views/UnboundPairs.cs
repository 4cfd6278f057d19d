using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Domain.Primitives;

namespace Arb.Host.Views;

/// <summary>What is bound to none, as decisions for a person: each pair once, and none that is a question anyway.</summary>
internal static class UnboundPairs
{
    public static IReadOnlyList<UnboundEvent> Of(BindingList list)
    {
        var told = list.Questions.Select(question => Pair(question.First.Key, question.Second.Key)).ToHashSet();
        var shown = new List<UnboundEvent>();
        foreach (var item in list.Unbound)
        {
            var partners = item.Partners.Where(partner => told.Add(Pair(item.Event.Key, partner.Event.Key))).ToList();
            if (partners.Count > 0 || item.Partners.Count == 0)
                shown.Add(item with { Partners = partners });
        }
        return shown;
    }

    private static (EventKey, EventKey) Pair(EventKey a, EventKey b) => a.CompareTo(b) <= 0 ? (a, b) : (b, a);
}
