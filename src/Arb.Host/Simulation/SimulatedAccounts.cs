using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain;
using Arb.Domain.Arbitrage;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Simulation;

/// <summary>
/// In the place of /user/accounts: the real bettor and exposure actor of every account, without browser and workers. What the engine sends passes here, so
/// here the checker sees it.
/// </summary>
internal sealed class SimulatedAccounts : ReceiveActor
{
    private static readonly ContractEndpoint Balance = new(EndpointRole.Balance, "POST", "/", [], null, null, null);

    private readonly SimulationWorld _world;
    private readonly Dictionary<AccountId, (IActorRef Bettor, IActorRef Exposure)> _children = [];

    public SimulatedAccounts(SimulationWorld world)
    {
        _world = world;
        foreach (var bookmaker in world.Bookmakers)
        {
            var account = bookmaker.Account;
            _children[account] = (
                Context.ActorOf(BettorActor.Props(account, world.Protocols, world.Wire, world.Settings, world.Time), $"bettor-{account}"),
                Context.ActorOf(ExposureActor.Props(account, world.Exposure, RuntimeMode.Production, world.Audit, world.Time, world.Settings.RetryDelay), $"exposure-{account}"));
        }

        Receive<ToBettor>(OnBettor);
        Receive<ToExposure>(envelope => _children[envelope.Account].Exposure.Forward(envelope.Message));
        Receive<ForeignOrder>(foreign => _children[foreign.Account].Bettor.Tell(foreign.Place, ActorRefs.NoSender));
        Receive<BettorStarted>(started => Announce(started.Account));
        Receive<AskExposures>(_ =>
        {
            foreach (var child in _children.Values)
                child.Exposure.Tell(new GetExposure(null), Self);
        });
        Receive<ExposureAnswered>(world.Counted);
        Receive<AnnounceAccounts>(_ => AnnounceAll());
        Receive<SessionTurned>(turned => Announce(turned.Account));
        Receive<SystemLogEntry>(world.Logged);
        Receive<EngineStatus>(_ => { });
        Receive<ResolutionAnswered>(world.Resolved);
    }

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SystemLogEntry));

    private void OnBettor(ToBettor envelope)
    {
        var message = envelope.Message;
        if (message is Place ordered)
        {
            var place = _world.Plant?.Placement?.Invoke(ordered) ?? ordered;
            _world.Placing(place);
            message = place;
        }

        _children[envelope.Account].Bettor.Tell(message, Answering(envelope));
    }

    /// <summary>Who gets the answer: who asked, or something in between that repeats it or holds it up.</summary>
    private IActorRef Answering(ToBettor envelope)
    {
        if (envelope.Message is ReadBalance)
            return Sender;
        if (_world.Fault(SimulationFault.AnswerTwice, 15))
            return Context.ActorOf(Props.Create(typeof(SimulatedEcho), _world, Sender, true));
        return _world.Fault(SimulationFault.AnswerHeldUp, 5) ? Context.ActorOf(Props.Create(typeof(SimulatedEcho), _world, Sender, false)) : Sender;
    }

    private void AnnounceAll()
    {
        foreach (var bookmaker in _world.Bookmakers)
            Announce(bookmaker.Account);
    }

    private void Announce(AccountId account)
    {
        var bookmaker = _world.BookmakerOf(account);
        var open = bookmaker.LoggedOutUntil <= _world.Now;
        var contract = new ProviderContract(account, bookmaker.Provider, "simulated", [Balance], true, null);
        _children[account].Bettor.Tell(open ? new OpenBettor(contract, _world.SessionOf(bookmaker)) : new CloseBettor("logged out"));
        Context.System.EventStream.Publish(new LampChanged(account, bookmaker.Provider, open ? Lamp.Green : Lamp.Red, open ? "odds arrive" : "no session", _world.Now));
        Context.System.EventStream.Publish(new AccountBetting(account, bookmaker.Provider, open, 0m, open ? null : "no session"));
    }
}

/// <summary>The session of an account was lost or came back. From the world to <see cref="SimulatedAccounts"/>; no answer.</summary>
/// <param name="Account">Which.</param>
internal sealed record SessionTurned(AccountId Account);

/// <summary>A placement of somebody who holds no lock any more. From the world to <see cref="SimulatedAccounts"/>, which hands it to the bettor; no answer.</summary>
/// <param name="Account">At which account.</param>
/// <param name="Place">What is ordered.</param>
internal sealed record ForeignOrder(AccountId Account, Place Place);

/// <summary>Asks every account what it counts as open. From the world to <see cref="SimulatedAccounts"/>; no answer, the world is told.</summary>
internal sealed record AskExposures;

/// <summary>Between a bettor and who asked it: gives the answer twice, or late.</summary>
internal sealed class SimulatedEcho : ReceiveActor
{
    public SimulatedEcho(SimulationWorld world, IActorRef asker, bool twice) => ReceiveAny(answer =>
    {
        if (twice)
            asker.Forward(answer);
        world.Inside(twice ? world.Dice.Between(1, 15_000) : world.Dice.Between(5_000, 60_000), () => asker.Tell(answer));
        Context.Stop(Self);
    });
}

/// <summary>In the place of /user/market: answers with the bookmakers' prices of the moment, or not at all.</summary>
internal sealed class SimulatedMarket : ReceiveActor
{
    public SimulatedMarket(SimulationWorld world)
    {
        Receive<GetMarketPrices>(ask =>
        {
            if (!world.Fault(SimulationFault.PricesSilent))
                Sender.Tell(new MarketPricesAnswered(ask.Execution, Prices(world, ask.Market)));
        });
        Receive<GetMatchStarts>(ask => Sender.Tell(new MatchStartsAnswered(ask.Execution, [.. Prices(world, ask.Market).Select(EventStart.Of)])));
    }

    private static IReadOnlyList<OpportunityLeg> Prices(SimulationWorld world, MarketKey market)
    {
        var prices = new List<OpportunityLeg>();
        foreach (var bookmaker in world.Bookmakers)
            foreach (var selection in MarketKinds.Selections(market.Kind))
                if (world.Book.Leg(bookmaker, market, selection) is { } leg)
                    prices.Add(leg);
        return prices;
    }
}
