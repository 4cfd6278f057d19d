namespace Arb.Domain.Harvest;

/// <summary>When each poll of a worker is due: pure, one request at a time, the longest overdue first. Times are the caller's.</summary>
public sealed class PollSchedule
{
    private readonly IReadOnlyList<HarvestPoll> _polls;
    private readonly WorkerSettings _settings;
    private readonly Random _jitter;
    private readonly DateTimeOffset[] _due;
    private DateTimeOffset _notBefore;

    /// <summary>A schedule on which everything is due at <paramref name="now"/>, in the order of the list.</summary>
    public PollSchedule(IReadOnlyList<HarvestPoll> polls, WorkerSettings settings, DateTimeOffset now)
    {
        _polls = polls;
        _settings = settings;
        _jitter = new Random(settings.Seed);
        _due = new DateTimeOffset[polls.Count];
        Restart(now);
    }

    /// <summary>Requests that failed in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Everything due at <paramref name="now"/> again, failures forgotten.</summary>
    public void Restart(DateTimeOffset now)
    {
        for (var i = 0; i < _due.Length; i++)
            _due[i] = now.AddTicks(i - _due.Length);
        _notBefore = now;
        Failures = 0;
    }

    /// <summary>The next poll and when to send it (now or later).</summary>
    public (HarvestPoll Poll, DateTimeOffset At) Next(DateTimeOffset now)
    {
        var next = 0;
        for (var i = 1; i < _due.Length; i++)
            if (_due[i] < _due[next])
                next = i;
        var at = _due[next] > _notBefore ? _due[next] : _notBefore;
        return (_polls[next], at > now ? at : now);
    }

    /// <summary>A poll was answered well: due again after its cadence.</summary>
    public void Answered(HarvestPoll poll, DateTimeOffset now)
    {
        Failures = 0;
        var cadence = _settings.Cadence(poll.Role);
        _due[poll.Index] = now + cadence + cadence * (_settings.Jitter * _jitter.NextDouble());
    }

    /// <summary>A poll must be asked again at once (a snapshot after a gap).</summary>
    public void AskAgain(HarvestPoll poll, DateTimeOffset now) => _due[poll.Index] = now;

    /// <summary>A poll failed: nothing is asked before the back-off, or <c>Retry-After</c>, has passed.</summary>
    public TimeSpan Failed(HarvestPoll poll, TimeSpan? retryAfter, DateTimeOffset now)
    {
        Failures++;
        var wait = _settings.Backoff(Failures);
        if (retryAfter is { } asked && asked > wait)
            wait = asked < _settings.RetryAfterMax ? asked : _settings.RetryAfterMax;
        _notBefore = now + wait;
        _due[poll.Index] = now;
        return wait;
    }
}
