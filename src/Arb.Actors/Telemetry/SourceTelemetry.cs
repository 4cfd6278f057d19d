using System.Diagnostics.Metrics;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Telemetry;

/// <summary>
/// Counters of one source, on the price path: its worker adds plain numbers once per answer, whoever reads them reads them as they are. Nothing here allocates after the first answer of a kind.
/// </summary>
internal sealed class SourceTelemetry
{
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();
    private static readonly string[] ReasonNames = [.. Reasons.Select(reason => Snake(reason.ToString()))];
    private static readonly string[] Roles = [.. Enum.GetNames<HarvestRole>().Select(Snake)];
    private static readonly string[] Failures = [.. Enum.GetNames<TransportFailure>().Select(Snake)];
    private static readonly string[] Kinds = [.. Enum.GetNames<HarvestKind>().Select(Snake)];

    private readonly HarvestInstruments _instruments;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly KeyValuePair<string, object?>[][] _dropTags;
    private readonly KeyValuePair<string, object?>[][] _roleTags;
    private readonly Dictionary<(HarvestRole Role, int Status, TransportFailure Failure, HarvestKind Kind), KeyValuePair<string, object?>[]> _pollTags = [];
    private readonly long[] _drops = new long[Reasons.Length];
    private long _decoded;
    private long _changed;
    private long _sent;
    private int _open;
    private int _ahead;

    public SourceTelemetry(SourceKey source, HarvestInstruments instruments)
    {
        _instruments = instruments;
        _tags = [new("account", source.Account.Value), new("provider", source.Provider.Value)];
        _dropTags = [.. ReasonNames.Select(reason => _tags.Append(new("reason", reason)).ToArray())];
        _roleTags = [.. Roles.Select(role => _tags.Append(new("role", role)).ToArray())];
    }

    public KeyValuePair<string, object?>[] Tags => _tags;

    public long Decoded => Volatile.Read(ref _decoded);

    public long Changed => Volatile.Read(ref _changed);

    public long Sent => Volatile.Read(ref _sent);

    public long Open => Volatile.Read(ref _open);

    public long Ahead => Volatile.Read(ref _ahead);

    public IEnumerable<Measurement<long>> Drops()
    {
        for (var i = 0; i < _drops.Length; i++)
            if (Volatile.Read(ref _drops[i]) is > 0 and var count)
                yield return new Measurement<long>(count, _dropTags[i]);
    }

    /// <summary>An answer, or a call that failed.</summary>
    /// <param name="role">Of the poll.</param>
    /// <param name="status">HTTP status, 0 for none.</param>
    /// <param name="failure">How the call failed.</param>
    /// <param name="kind">What the answer turned out to be.</param>
    /// <param name="elapsed">How long the call took.</param>
    public void Polled(HarvestRole role, int status, TransportFailure failure, HarvestKind kind, TimeSpan elapsed)
    {
        var known = status is 0 or (>= 100 and <= 599) ? status : 999;
        var key = (role, known, failure, kind);
        KeyValuePair<string, object?>[]? tags;
        lock (_pollTags) // two workers of one source meet only while one replaces the other
            if (!_pollTags.TryGetValue(key, out tags))
                _pollTags[key] = tags = [.. _roleTags[(int)role], new("status", StatusName(known, failure)), new("result", status == 0 ? "failed" : Kinds[(int)kind])];
        _instruments.Polls.Add(1, tags);
        if (failure == TransportFailure.None)
            _instruments.PollDuration.Record(elapsed.TotalSeconds, _roleTags[(int)role]);
    }

    /// <summary>What a cache counted since it was last asked.</summary>
    public void Harvested(OddsCache cache, ref CacheMarks marks, TimeSpan decode)
    {
        Interlocked.Add(ref _decoded, cache.Decoded - marks.Decoded);
        Interlocked.Add(ref _changed, cache.Changed - marks.Changed);
        marks.Decoded = cache.Decoded;
        marks.Changed = cache.Changed;
        Volatile.Write(ref _open, cache.OpenPrices);
        if (cache.TotalDropped is var dropped && dropped != marks.Dropped)
        {
            marks.Dropped = dropped;
            marks.Drops ??= new long[Reasons.Length];
            for (var i = 0; i < Reasons.Length; i++)
            {
                var count = cache.Dropped(Reasons[i]);
                Interlocked.Add(ref _drops[i], count - marks.Drops[i]);
                marks.Drops[i] = count;
            }
        }
        _instruments.DecodeDuration.Record(decode.TotalSeconds, _tags);
    }

    /// <summary>Nothing of the source is known any more.</summary>
    public void Emptied()
    {
        Volatile.Write(ref _open, 0);
        Volatile.Write(ref _ahead, 0);
    }

    /// <summary>Updates left for the book; so many batches are on their way now.</summary>
    public void SentToBook(int updates, int ahead)
    {
        Interlocked.Add(ref _sent, updates);
        Volatile.Write(ref _ahead, ahead);
    }

    public void Conflated() => _instruments.Conflations.Add(1, _tags);

    private static string StatusName(int status, TransportFailure failure) => failure != TransportFailure.None ? Failures[(int)failure] : status == 999 ? "other" : status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static string Snake(string name) => string.Concat(name.Select((letter, at) => char.IsUpper(letter) && at > 0 ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}

/// <summary>What of a cache's counts was told already.</summary>
internal struct CacheMarks
{
    public long Decoded;
    public long Changed;
    public long Dropped;
    public long[]? Drops;
}
