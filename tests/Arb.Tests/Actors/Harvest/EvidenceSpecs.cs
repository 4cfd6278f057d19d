using Akka.Actor;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Actors.Harvest;

public sealed class EvidenceSpecs : WorkerKit
{
    [Fact]
    public void Should_log_each_line_once_and_in_order()
    {
        StartPolling(new ScriptedProtocol());
        Site.Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Site.Answer("empty");
        Pass(60);
        Assert.Equal(
            ["[WORKER] session injected: a1/cmd, session 1", "[WORKER] MATCH OK (200): a1/cmd", "[WORKER] ODDS OK (200): a1/cmd", "[INGEST] odds_batch count > 0: 2 prices from a1/cmd"],
            Seen.Lines);
    }

    [Fact]
    public void Should_not_log_odds_before_matches()
    {
        StartPolling(new ScriptedProtocol());
        Site.Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "fail";
        Site.Answer("fail", 500);
        Pass(10);
        Assert.DoesNotContain(Seen.Lines, line => line.Contains("ODDS OK", StringComparison.Ordinal) || line.StartsWith("[INGEST]", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_not_log_a_batch_without_prices()
    {
        StartPolling();
        Site.Auto = _ => "empty";
        Site.Answer("empty");
        Pass(20);
        Assert.Contains(Seen.Lines, line => line.StartsWith("[WORKER] ODDS OK", StringComparison.Ordinal));
        Assert.DoesNotContain(Seen.Lines, line => line.StartsWith("[INGEST]", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_begin_again_with_a_new_session()
    {
        var worker = StartPolling();
        Site.Answer("login");
        Seen.Clear();
        Register(worker);
        worker.Tell(new InjectSession(Session()));
        Pass(0.25);
        Site.Answer("odds 2.10 1.80");
        Assert.Equal(["[WORKER] session injected: a1/cmd, session 2", "[WORKER] MATCH OK (200): a1/cmd", "[WORKER] ODDS OK (200): a1/cmd", "[INGEST] odds_batch count > 0: 2 prices from a1/cmd"], Seen.Lines);
    }
}
