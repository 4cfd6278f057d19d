using Akka.Event;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;

namespace Arb.Actors.Harvest;

/// <summary>
/// The evidence lines of L27, each once per session and only in their order: session injected, MATCH OK, ODDS OK, odds_batch count. The account adds <c>[STATUS]</c>.
/// A protocol whose odds carry the matches has no poll of its own for them: then a good odds answer is the evidence for both.
/// </summary>
internal sealed class EvidenceLog(ILoggingAdapter log, SourceKey source, bool hasMatchPoll)
{
    private int _stage;

    public void SessionInjected(int generation)
    {
        _stage = 1;
        log.Info("[WORKER] session injected: {0}, session {1}", source, generation);
    }

    public void Answered(HarvestRole role, int status)
    {
        if (_stage == 1 && (role == HarvestRole.Matches || (role == HarvestRole.Odds && !hasMatchPoll)))
        {
            _stage = 2;
            log.Info("[WORKER] MATCH OK ({0}): {1}", status, source);
        }
        if (_stage == 2 && role == HarvestRole.Odds)
        {
            _stage = 3;
            log.Info("[WORKER] ODDS OK ({0}): {1}", status, source);
        }
    }

    public void Ingested(int prices)
    {
        if (_stage != 3 || prices == 0)
            return;
        _stage = 4;
        log.Info("[INGEST] odds_batch count > 0: {0} prices from {1}", prices, source);
    }

    /// <summary>True once every line of the worker is written.</summary>
    public bool Complete => _stage == 4;
}
