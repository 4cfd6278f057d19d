using System.Globalization;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Harvesting;
using Arb.Providers.Templates;

namespace Arb.Providers.Sbo;

/// <summary>
/// Decoder of one SBO feed: a full answer (<c>ac=1</c>), then updates (<c>ac=4</c>) since the last odds version. The answer says which of the two it is.
/// One answer carries leagues, matches and prices, so the odds poll is the only one.
/// </summary>
internal sealed class SboHarvester : IHarvester
{
    private readonly ContractEndpoint _odds;
    private readonly SboBook _book = new();
    private readonly SboRows _matches = new();
    private readonly SboRows _markets = new();
    private readonly SboEnvelope _envelope;
    private readonly SboApplier _applier;
    private readonly PollBody _body = new();
    private readonly PollBody _deltaBody = new();
    private OddsFormat? _format;
    private long? _version;
    private bool _needsSnapshot = true;
    private bool _otherFormat;
    private string? _askedUri;

    public SboHarvester(ProviderContract contract, HarvestLimits limits)
    {
        _odds = contract.Find(EndpointRole.Odds) ?? throw new InvalidOperationException("the contract has no odds endpoint");
        _envelope = new SboEnvelope(_book, _matches, _markets);
        _applier = new SboApplier(_book, _matches, _markets, limits);
        Polls = [new HarvestPoll(0, HarvestRole.Odds, "odds")];
    }

    public IReadOnlyList<HarvestPoll> Polls { get; }

    public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now)
    {
        var token = session.Tokens.TryGetValue("tk", out var tk) ? tk.Split(',') : [];
        UseFormat(token.Length == SboRecognition.TokenValues ? FormatOf(token[^1].Trim()) : null);
        if (_version is { } version && token.Length == SboRecognition.TokenValues)
            token[0] = version.ToString(CultureInfo.InvariantCulture);
        KeyValuePair<string, string>[] values = [new("ac", _needsSnapshot ? "1" : "4"), new("token:tk", string.Join(',', token))];
        var request = ContractRequest.Build(_odds, session, values);
        _askedUri = request.Uri.AbsoluteUri;
        return !_needsSnapshot && _body.ETag is { } tag && _body.ETagUri == _askedUri
            ? ContractRequest.Build(_odds, session, values, new("If-None-Match", tag))
            : request;
    }

    public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink)
    {
        if (response.Status == 304)
            return _body.HasBody && !_needsSnapshot ? Unchanged(_body) : ResponseGate.Failed("status 304 to a request for a snapshot");
        var body = ResponseGate.Body(response);
        if (response.Status == 200 && _body.Version == Version && !_otherFormat && _body.Same(body))
        {
            _needsSnapshot = false;
            return Unchanged(_body);
        }
        if (response.Status == 200 && !_needsSnapshot && _deltaBody.Version == Version && _deltaBody.Same(body))
            return Unchanged(_deltaBody);
        // Scripts have been seen with any content type: only the body tells a page.
        if (ResponseGate.Check(response, body, htmlTypeIsPage: false) is { } verdict)
            return verdict;
        if (SboEnvelope.IsReload(body))
            return ResponseGate.Lost("the site asks for a reload");
        if (!_envelope.TryScan(body, _body.Bytes))
            return ResponseGate.Failed("no odds envelope");
        if (_format is not { } format)
            return ResponseGate.Lost("the session's token names no known odds style");
        _book.Format = format;
        var result = Accept(body, sink);
        if (result.Kind == HarvestKind.Applied)
            _body.KeepTag(response.ETag, _askedUri);
        if (result.Kind == HarvestKind.NeedsSnapshot)
            _needsSnapshot = true;
        return result;
    }

    public void Reset()
    {
        _book.Clear();
        _matches.Clear();
        _markets.Clear();
        _body.Clear();
        _deltaBody.Clear();
        _format = null;
        _version = null;
        _needsSnapshot = true;
        _otherFormat = false;
        _askedUri = null;
    }

    private long Version => _book.Events.Version + _book.Markets.Version;

    private HarvestResult Accept(ReadOnlySpan<byte> body, IHarvestSink sink)
    {
        var isDelta = !_envelope.Full;
        if (isDelta && _needsSnapshot)
            return ResponseGate.NeedsSnapshot("changes came where a snapshot was asked for");
        if (isDelta && _envelope.Version < _version)
            return ResponseGate.NeedsSnapshot("the odds version went back");
        if (_applier.Apply(body, _envelope, sink) is { } failure)
            return failure;
        _version = _envelope.Version;
        _needsSnapshot = false;
        if (isDelta)
        {
            _deltaBody.Keep(body, _applier.Rows, Version);
        }
        else
        {
            if (_otherFormat)
                _book.ShowAll(sink);
            _otherFormat = false;
            _matches.KeepScan();
            _markets.KeepScan();
            _body.Keep(body, _applier.Rows, Version);
            if (_applier.OverLimit)
                _body.Invalidate();
        }
        return new HarvestResult(HarvestKind.Applied, _applier.Rows, _book.Board.OpenPrices(0));
    }

    private HarvestResult Unchanged(PollBody body) => new(HarvestKind.Unchanged, body.Rows, _book.Board.OpenPrices(0));

    /// <summary>Prices known under another style are void: everything is told again after the next full answer.</summary>
    private void UseFormat(OddsFormat? format)
    {
        if (_format is not null && format != _format)
            _otherFormat = _needsSnapshot = true;
        _format = format;
    }

    private static OddsFormat? FormatOf(string style) => style switch
    {
        "4" => OddsFormat.Malay,
        "1" => OddsFormat.Decimal,
        "2" => OddsFormat.HongKong,
        "3" => OddsFormat.Indonesian,
        _ => null,
    };
}
