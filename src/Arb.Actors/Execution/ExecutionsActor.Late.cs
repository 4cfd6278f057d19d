using Akka.Actor;
using Arb.Domain.Execution;
using Arb.Domain.Health;

namespace Arb.Actors.Execution;

/// <content>What comes to light later: lists that were late, and bets that turned out otherwise than was settled.</content>
public sealed partial class ExecutionsActor
{
    /// <summary>In whole seconds, so that it is journaled seldom, and never above what leaves time to prove anything.</summary>
    private void OnListedLate(BetListedLate seen)
    {
        var limit = _context.Settings.Hedge.MaxListLateness;
        var rounded = TimeSpan.FromSeconds(Math.Ceiling(seen.Lateness.TotalSeconds));
        var lateness = rounded < limit ? rounded : limit;
        if (lateness <= TimeSpan.Zero || !_locks.IsLater(seen.Provider, lateness))
            return;
        Persist(new LockEvent.ListsLate(seen.Provider, lateness, Now), late =>
        {
            if (!_locks.IsLater(late.Provider, late.Lateness))
                return;
            Applied(late);
            foreach (var child in _children.Values)
                child.Tell(new ListsAreLate(late.Provider, late.Lateness));
            Publish(LogSeverity.Warning, $"a bet list of {late.Provider} at {seen.Account} was {late.Lateness.TotalSeconds:0} s late: from now on a missing bet counts as absent there only after that");
        });
    }

    /// <summary>An execution whose bets turned out otherwise goes on under the lock it holds, or under a new one: the match never executes twice at once.</summary>
    private void OnTakeUp(TakeUpBets order)
    {
        var asker = Sender;
        void Later(string reason) => asker.Tell(new BetsTakenUp(order.Of.Execution, TakeUpVerdict.Later, [], reason, order.Number));
        if (!IsRecovered)
        {
            Later("recovering");
            return;
        }

        if (_locks.Find(order.Of.Execution) is { } held)
        {
            if (_children.TryGetValue(held.Grant.Token, out var child) && !_releasing.Contains(held.Grant.Token))
                child.Forward(order with { Token = held.Grant.Token });
            else
                Later("it is being taken up or closed");
            return;
        }

        if (_tokenOfChild.ContainsKey(NameOf(order.Of.Match)) || _locks.Holder(order.Of.Match, order.Of.Events) is not null)
        {
            Later(_locks.Holder(order.Of.Match, order.Of.Events) ?? "the match is finishing another execution");
            return;
        }

        Persist(new LockEvent.Granted(_locks.HighestToken + 1, order.Of.Opportunity, order.Of.Match, order.Of.Events, order.Of.Accounts, Now, order.Of.Execution), granted =>
        {
            Applied(granted);
            Child(granted).Tell(order with { Token = granted.Token }, asker);
        });
    }
}
