using Arb.Domain.Harvest;
using Arb.Domain.Health;
using Arb.Domain.Sessions;

namespace Arb.Actors.Harvest;

/// <summary>What became of each poll of a worker since it last began to poll: the evidence for "endpoint right?" and "response has data?". Keeps counts and the outside of the last body, no content.</summary>
internal sealed class PollRecords
{
    private readonly PollEvidence[] _polls;

    public PollRecords(IReadOnlyList<HarvestPoll> polls) => _polls = [.. polls.Select(Fresh)];

    public DateTimeOffset? LastSentAt { get; private set; }

    public IReadOnlyList<PollEvidence> Evidence() => [.. _polls];

    public void Clear()
    {
        for (var i = 0; i < _polls.Length; i++)
            _polls[i] = Fresh(new HarvestPoll(i, _polls[i].Role, _polls[i].Name));
        LastSentAt = null;
    }

    public void Sent(HarvestPoll poll, DateTimeOffset now)
    {
        LastSentAt = now;
        _polls[poll.Index] = _polls[poll.Index] with { Sent = _polls[poll.Index].Sent + 1 };
    }

    public void NoAnswer(HarvestPoll poll, TransportFailure failure)
    {
        var before = _polls[poll.Index];
        _polls[poll.Index] = before with
        {
            FailuresInRow = before.FailuresInRow + 1,
            LastStatus = 0,
            LastFailure = failure,
            LastKind = null,
            LastBytes = 0,
            LastBody = BodyKind.None,
            Reason = failure.ToString(),
        };
    }

    public void Answered(HarvestPoll poll, ProviderResponse response, HarvestResult harvest, DateTimeOffset now)
    {
        var before = _polls[poll.Index];
        var good = harvest.Kind is HarvestKind.Applied or HarvestKind.Unchanged;
        _polls[poll.Index] = before with
        {
            Good = before.Good + (good ? 1 : 0),
            FailuresInRow = good ? 0 : before.FailuresInRow + 1,
            LastGoodAt = good ? now : before.LastGoodAt,
            LastStatus = response.Status,
            LastFailure = TransportFailure.None,
            LastKind = harvest.Kind,
            LastBytes = response.Body.Length,
            LastBody = Look(response),
            Rows = before.Rows + (harvest.Kind == HarvestKind.Applied ? harvest.Rows : 0),
            Reason = good ? null : harvest.Reason ?? harvest.Kind.ToString(),
        };
    }

    private static PollEvidence Fresh(HarvestPoll poll) =>
        new(poll.Name, poll.Role, 0, 0, 0, null, 0, TransportFailure.None, null, 0, BodyKind.None, 0, null);

    /// <summary>By the first byte that says something; content types lie.</summary>
    private static BodyKind Look(ProviderResponse response)
    {
        if (response.Status == 304)
            return BodyKind.None;
        var body = response.Body.Span;
        if (body.StartsWith("\uFEFF"u8))
            body = body[3..];
        body = body.TrimStart(" \t\r\n"u8);
        return body.IsEmpty ? BodyKind.Empty : body[0] switch
        {
            (byte)'<' => BodyKind.Page,
            (byte)'{' or (byte)'[' => BodyKind.Json,
            _ => BodyKind.Other,
        };
    }
}
