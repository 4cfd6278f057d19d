using Akka.Actor;

namespace Akka.Pattern;

/// <summary>When a back-off starts over.</summary>
public interface IBackoffReset
{
}

internal sealed class ManualReset : IBackoffReset
{
    public static readonly ManualReset Instance = new();
}

internal sealed class AutoReset(TimeSpan resetBackoff) : IBackoffReset
{
    public TimeSpan ResetBackoff { get; } = resetBackoff;
}

/// <summary>Makes the options of a back-off supervisor.</summary>
public static class Backoff
{
    /// <summary>The child is started again, later each time, when it fails; it ends the supervisor when it stops of its own accord.</summary>
    /// <param name="childProps">How to make the child.</param>
    /// <param name="childName">Its name.</param>
    /// <param name="minBackoff">First delay.</param>
    /// <param name="maxBackoff">Longest delay, before the random part.</param>
    /// <param name="randomFactor">Up to this share of the delay is added at random; 0.2 adds up to 20 %.</param>
    /// <param name="maxNrOfRetries">Restarts before the supervisor gives up; -1: any number.</param>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries)
        => BackoffOptionsImpl.Create(true, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);

    /// <summary>The child is started again, later each time, when it stops.</summary>
    /// <param name="childProps">How to make the child.</param>
    /// <param name="childName">Its name.</param>
    /// <param name="minBackoff">First delay.</param>
    /// <param name="maxBackoff">Longest delay, before the random part.</param>
    /// <param name="randomFactor">Up to this share of the delay is added at random; 0.2 adds up to 20 %.</param>
    /// <param name="maxNrOfRetries">Restarts before the supervisor gives up; -1: any number.</param>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries)
        => BackoffOptionsImpl.Create(false, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);
}

/// <summary>Options of a back-off supervisor. Immutable.</summary>
public abstract class BackoffOptions
{
    /// <summary>The back-off starts over when the child has lived this long.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>The back-off starts over when the child sends <see cref="BackoffSupervisor.Reset"/>.</summary>
    public abstract BackoffOptions WithManualReset();

    /// <summary>Strategy for the child; its retry limit holds.</summary>
    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>Stops the child on every failure.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    /// <summary>Restarts before the supervisor gives up; -1: any number.</summary>
    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>Answers messages that come while there is no child.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    /// <summary>After such a message the child is not started again.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);

    internal abstract Props Props { get; }
}

internal sealed record BackoffSettings(
    Props ChildProps,
    string ChildName,
    TimeSpan MinBackoff,
    TimeSpan MaxBackoff,
    double RandomFactor,
    IBackoffReset Reset,
    OneForOneStrategy Strategy,
    object? ReplyWhileStopped,
    Func<object, bool>? FinalStopMessage);

internal sealed class BackoffOptionsImpl(bool onFailure, BackoffSettings settings) : BackoffOptions
{
    internal override Props Props
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.MinBackoff, TimeSpan.Zero, "minBackoff");
            ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxBackoff, settings.MinBackoff, "maxBackoff");
            ArgumentOutOfRangeException.ThrowIfNegative(settings.RandomFactor, "randomFactor");
            return Props.Create(onFailure ? typeof(BackoffOnRestartSupervisor) : typeof(BackoffSupervisor), settings);
        }
    }

    public static BackoffOptionsImpl Create(bool onFailure, Props props, string name, TimeSpan min, TimeSpan max, double randomFactor)
        => new(onFailure, new BackoffSettings(
            props, name, min, max, randomFactor, new AutoReset(min), new OneForOneStrategy(SupervisorStrategy.DefaultDecider), null, null));

    public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) => With(settings with { Reset = new AutoReset(resetBackoff) });

    public override BackoffOptions WithManualReset() => With(settings with { Reset = ManualReset.Instance });

    public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) => With(settings with { Strategy = supervisorStrategy });

    public override BackoffOptions WithDefaultStoppingStrategy()
        => With(settings with { Strategy = new OneForOneStrategy(settings.Strategy.MaxNumberOfRetries, -1, SupervisorStrategy.StoppingStrategy.Decider) });

    public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries)
        => With(settings with { Strategy = settings.Strategy.WithMaxNrOfRetries(maxNrOfRetries) });

    public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) => With(settings with { ReplyWhileStopped = replyWhileStopped });

    public override BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage)
        => With(settings with { FinalStopMessage = isFinalStopMessage });

    private BackoffOptionsImpl With(BackoffSettings changed) => new(onFailure, changed);
}
