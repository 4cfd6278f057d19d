using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Host.Simulation;

/// <summary>
/// The network between the engine and the bookmakers: delays, lost requests, lost, late and unreadable answers, requests that arrive after the caller gave up.
/// Bound that the engine relies on: a request arrives at most <c>arb.hedge.in-flight</c> after its connection was cut.
/// </summary>
internal sealed class SimulatedWire(SimulationWorld world) : IProviderTransportFactory
{
    private readonly List<Travelling> _travelling = [];

    /// <inheritdoc/>
    public IProviderTransport Create(AccountId account) => new Line(this, world.BookmakerOf(account));

    /// <summary>Every connection breaks: what is on its way arrives soon or never, no answer is read.</summary>
    public void CutAll()
    {
        foreach (var request in _travelling.ToArray())
            Cut(request);
    }

    private void Cut(Travelling request)
    {
        if (request.IsCut)
            return;
        request.IsCut = true;
        if (request.Arrived)
            return;
        var limit = world.Now + world.Settings.Hedge.InFlight;
        if (request.ArrivesAt <= limit)
            return; // on its way: arrives as it would have
        request.Generation++;
        if (world.Dice.Percent(50))
            Schedule(request, world.Dice.Between(0, (int)world.Settings.Hedge.InFlight.TotalMilliseconds));
        else
            _travelling.Remove(request);
    }

    private Task<TransportResult> Send(SimulatedBookmaker bookmaker, ProviderRequest request, bool placement, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetString(request.Body!);
        if (placement)
            world.OnWire(bookmaker, text);
        if (placement && world.Fault(SimulationFault.NotSent, 10))
            return Task.FromResult(Failed(TransportFailure.NotSent));
        var travelling = new Travelling(bookmaker, text);
        cancel.Register(() => Cut(travelling));
        if (world.Fault() && world.Dice.Percent(50))
        {
            travelling.IsCut = true; // the answer is lost; the caller hears of it now or at its deadline
            if (world.Dice.Percent(50))
            {
                world.Did(SimulationFault.ConnectionBroken);
                world.Inside(world.Dice.Between(20, 900), () => Break(travelling, placement));
            }

            var both = world.Dice.Percent(40);
            world.Did(both ? SimulationFault.RequestLost : SimulationFault.AnswerLost);
            if (both)
                return travelling.Answer.Task; // and the request with it
            Schedule(travelling, world.Dice.Between(20, 4_000));
            return travelling.Answer.Task;
        }

        var slow = world.Fault(SimulationFault.Slow);
        Schedule(travelling, slow ? world.Dice.Between(2_000, 14_000) : world.Dice.Between(20, 400));
        return travelling.Answer.Task;
    }

    private void Break(Travelling request, bool placement)
    {
        if (placement && world.Plant?.RepeatsPlacements == true)
            world.OnWire(request.Bookmaker, request.Text);
        request.Answer.TrySetResult(Failed(TransportFailure.ConnectionLost));
    }

    private void Schedule(Travelling request, TimeSpan delay)
    {
        var generation = request.Generation;
        request.ArrivesAt = world.Now + delay;
        if (!_travelling.Contains(request))
            _travelling.Add(request);
        world.Outside(delay, () =>
        {
            if (request.Generation == generation)
                Arrive(request);
        });
    }

    private void Arrive(Travelling request)
    {
        request.Arrived = true;
        _travelling.Remove(request);
        var answer = Ask(request.Bookmaker, request.Text.Split('|'));
        world.Note($"{request.Bookmaker.Provider} got {request.Text}: {answer}{(request.IsCut ? " (nobody reads it)" : "")}");
        if (request.IsCut && answer[..3] is "ACC" or "PEN")
            world.Did(SimulationFault.AcceptedAfterTimeOut);
        if (request.IsCut)
            return;
        if (world.Fault(SimulationFault.Garbage, 40))
            answer = "<html>error</html>";
        world.Inside(world.Dice.Between(20, 400), () =>
        {
            if (!request.IsCut)
                request.Answer.TrySetResult(new TransportResult(new ProviderResponse(200, "text/plain", null, Encoding.UTF8.GetBytes(answer)), TransportFailure.None, null, TimeSpan.Zero));
        });
    }

    private string LoginPage()
    {
        world.Did(SimulationFault.LoginPage);
        return "LOGIN";
    }

    private string Ask(SimulatedBookmaker bookmaker, string[] ask) => ask[0] switch
    {
        _ when bookmaker.LoggedOutUntil > world.Now => LoginPage(),
        "Q" => bookmaker.Quote(ask),
        "P" => bookmaker.Place(ask),
        "L" => bookmaker.List(),
        "B" => bookmaker.Money(),
        _ => throw new InvalidOperationException($"unknown request {ask[0]}"),
    };

    private static TransportResult Failed(TransportFailure failure) => new(null, failure, "the connection was lost", TimeSpan.Zero);

    private sealed class Travelling(SimulatedBookmaker bookmaker, string text)
    {
        public SimulatedBookmaker Bookmaker => bookmaker;

        public string Text => text;

        public TaskCompletionSource<TransportResult> Answer { get; } = new();

        public DateTimeOffset ArrivesAt { get; set; }

        public bool Arrived { get; set; }

        public bool IsCut { get; set; }

        public int Generation { get; set; }
    }

    private sealed class Line(SimulatedWire wire, SimulatedBookmaker bookmaker) : IProviderTransport
    {
        public Task<TransportResult> SendAsync(ProviderRequest request, CancellationToken cancel) => wire.Send(bookmaker, request, placement: false, cancel);

        public Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel) => wire.Send(bookmaker, request, placement: true, cancel);

        public void Dispose()
        {
        }
    }
}
