using Akka.Actor;
using Arb.Actors.Execution;
using Arb.Domain;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using Arb.Tests.Actors.Support;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Actors.Execution;

public sealed class ExposureCapsSpecs : ActorKit
{
    private static readonly ExposureSettings Configured = new(100m, 200m);
    private static readonly ExposureSettings Lower = new(50m, 60m);
    private readonly MemoryCaps _caps = new();

    [Fact]
    public void Should_count_new_caps_from_now_on()
    {
        var exposure = Start();
        var set = Ask<ExposureCapsSet>(exposure, new SetExposureCaps(Given.A1, Lower));
        Assert.Equal((Configured, Lower), (set.Before, set.Caps));
        Assert.Equal(60m, Ask<ExposureAnswered>(exposure, new GetExposure(null)).Headroom);
        Ask<ExposureRefused>(exposure, new ReserveExposure(ExecutionId.FromToken(7), Given.Match, Given.A1, 51m));
    }

    [Fact]
    public void Should_keep_what_is_staked_when_the_caps_shrink_below_it()
    {
        var exposure = Start();
        exposure.Tell(new CommitExposure(ExecutionId.FromToken(7), Given.Match, Given.A1, 0, 80m));
        Ask<ExposureCapsSet>(exposure, new SetExposureCaps(Given.A1, Lower));
        var answer = Ask<ExposureAnswered>(exposure, new GetExposure(null));
        Assert.Equal((80m, 0m), (answer.Open, answer.Headroom));
    }

    [Fact]
    public void Should_use_the_operators_caps_after_a_restart()
    {
        _caps.Caps = Lower;
        Assert.Equal(Lower, Ask<ExposureAnswered>(Start(), new GetExposure(null)).Caps);
    }

    [Fact]
    public void Should_write_the_change_to_the_system_log_with_it()
    {
        Ask<ExposureCapsSet>(Start(), new SetExposureCaps(Given.A1, Lower));
        var entry = Assert.Single(_caps.Entries);
        Assert.Equal(("the operator changed the caps: 100 a match, 200 in all -> 50 a match, 60 in all", Given.A1), (entry.Message, entry.Account));
    }

    [Fact]
    public void Should_not_count_caps_that_could_not_be_saved()
    {
        var exposure = Start();
        _caps.Failure = new InvalidOperationException("full");
        Assert.True(Ask<ExposureCapsRefused>(exposure, new SetExposureCaps(Given.A1, Lower)).IsFailure);
        Assert.Equal(Configured, Ask<ExposureAnswered>(exposure, new GetExposure(null)).Caps);
    }

    [Fact]
    public void Should_not_count_caps_before_they_are_durable()
    {
        var exposure = Start();
        _caps.Hold = true;
        exposure.Tell(new SetExposureCaps(Given.A1, Lower));
        Assert.Equal(Configured, Ask<ExposureAnswered>(exposure, new GetExposure(null)).Caps);
        Assert.False(Ask<ExposureCapsRefused>(exposure, new SetExposureCaps(Given.A1, Configured)).IsFailure);
        _caps.Release();
        Assert.Equal(Lower, Ask<ExposureAnswered>(exposure, new GetExposure(null)).Caps);
    }

    [Fact]
    public void Should_reserve_nothing_while_the_caps_cannot_be_read()
    {
        _caps.Failure = new InvalidOperationException("locked");
        Ask<ExposureRefused>(Start(), new ReserveExposure(ExecutionId.FromToken(7), Given.Match, Given.A1, 1m));
    }

    private IActorRef Start() =>
        Sys.ActorOf(ExposureActor.Props(Given.A1, Configured, RuntimeMode.Production, new EmptyAudit(), new SchedulerTime(Sys.Scheduler), TimeSpan.FromSeconds(5), _caps));
}
