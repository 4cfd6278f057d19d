using Arb.Domain.Primitives;

namespace Arb.Domain.Execution;

/// <summary>
/// Exposure of one account (L17): reservations of running executions and stakes that are placed or may be. Both count against both caps until
/// they are released, proven absent or settled. Not thread-safe: owned by one actor.
/// </summary>
/// <param name="settings">Caps.</param>
/// <param name="mode">In CI safe mode the caps are bypassed (L22); everything is still counted.</param>
public sealed class ExposureBook(ExposureSettings settings, RuntimeMode mode)
{
    private readonly Dictionary<ExecutionId, (MatchId Match, decimal Amount)> _reserved = [];
    private readonly Dictionary<(ExecutionId Execution, int Leg), (MatchId Match, decimal Stake)> _open = [];
    private ExposureSettings _settings = settings;

    /// <summary>Sum of reservations that are not used up by stakes.</summary>
    public decimal Reserved => _reserved.Keys.Sum(RestOf);

    /// <summary>Sum of stakes placed or unknown.</summary>
    public decimal Open => _open.Values.Sum(stake => stake.Stake);

    /// <summary>What counts against the cap of each match, the largest first.</summary>
    public IReadOnlyList<MatchExposure> ByMatch(int limit) =>
        [.. _reserved.Values.Select(reservation => reservation.Match).Concat(_open.Values.Select(stake => stake.Match)).Distinct()
            .Select(match => new MatchExposure(match, Used(match)))
            .Where(one => one.Used > 0m)
            .OrderByDescending(one => one.Used)
            .ThenBy(one => one.Match.Value, StringComparer.Ordinal)
            .Take(limit)];

    /// <summary>The caps that count.</summary>
    public ExposureSettings Caps => _settings;

    /// <summary>Changes the caps; what is counted stays.</summary>
    public void SetCaps(ExposureSettings caps) => _settings = caps;

    /// <summary>The match with the most reserved and staked on it, or null when there is nothing.</summary>
    public (MatchId? Match, decimal Used) Fullest
    {
        get
        {
            var used = new Dictionary<MatchId, decimal>();
            foreach (var (execution, held) in _reserved)
                used[held.Match] = used.GetValueOrDefault(held.Match) + RestOf(execution);
            foreach (var held in _open.Values)
                used[held.Match] = used.GetValueOrDefault(held.Match) + held.Stake;
            (MatchId? Match, decimal Used) fullest = default;
            foreach (var (match, sum) in used)
                if (fullest.Match is not { } known || sum > fullest.Used || (sum == fullest.Used && string.CompareOrdinal(match.Value, known.Value) < 0))
                    fullest = (match, sum);
            return fullest;
        }
    }

    /// <summary>What may still be staked on a match (or, with null, at this account).</summary>
    public decimal Headroom(MatchId? match)
    {
        if (mode.CiSafe)
            return decimal.MaxValue;
        var total = _settings.MaxTotal - Used(null);
        return Math.Max(0m, match is null ? total : Math.Min(total, _settings.MaxPerMatch - Used(match)));
    }

    /// <summary>Reserves; null when done, else which cap is exceeded. A second reservation of an execution replaces its first if that fits.</summary>
    public string? Reserve(ExecutionId execution, MatchId match, decimal amount)
    {
        var before = _reserved.TryGetValue(execution, out var old) ? RestOf(execution) : 0m;
        var more = Math.Max(0m, amount - OpenOf(execution)) - before;
        if (!mode.CiSafe && more > 0m)
        {
            if (Used(match) + more > _settings.MaxPerMatch)
                return $"match cap {_settings.MaxPerMatch:0.##}: {Used(match):0.##} used, {more:0.##} asked";
            if (Used(null) + more > _settings.MaxTotal)
                return $"total cap {_settings.MaxTotal:0.##}: {Used(null):0.##} used, {more:0.##} asked";
        }

        _reserved[execution] = (match, Math.Max(old.Amount, amount));
        return null;
    }

    /// <summary>Sets aside for a hedge what the caps allow, at most <paramref name="wanted"/>; the answer is the amount. The execution's reservation becomes its stakes plus this.</summary>
    public decimal ReserveRoom(ExecutionId execution, MatchId match, decimal wanted)
    {
        _reserved.Remove(execution);
        var room = Math.Max(0m, Math.Min(wanted, Headroom(match)));
        _reserved[execution] = (match, OpenOf(execution) + room);
        return room;
    }

    /// <summary>Gives a reservation back; stakes that stand keep counting.</summary>
    public void Release(ExecutionId execution) => _reserved.Remove(execution);

    /// <summary>A stake stands or may stand; 0 takes it out (proven absent). It uses up the execution's reservation and counts even above the caps: it is a fact.</summary>
    public void Commit(ExecutionId execution, MatchId match, int leg, decimal stake)
    {
        if (stake <= 0m)
            _open.Remove((execution, leg));
        else
            _open[(execution, leg)] = (match, stake);
    }

    /// <summary>A bet is settled.</summary>
    public void Settle(ExecutionId execution, int leg) => _open.Remove((execution, leg));

    private decimal Used(MatchId? match)
    {
        var used = 0m;
        foreach (var (execution, reservation) in _reserved)
            if (match is null || reservation.Match == match)
                used += RestOf(execution);
        foreach (var stake in _open.Values)
            if (match is null || stake.Match == match)
                used += stake.Stake;
        return used;
    }

    private decimal RestOf(ExecutionId execution) => Math.Max(0m, _reserved[execution].Amount - OpenOf(execution));

    private decimal OpenOf(ExecutionId execution)
    {
        var open = 0m;
        foreach (var (key, stake) in _open)
            if (key.Execution == execution)
                open += stake.Stake;
        return open;
    }
}
