using System.Text;
using Arb.Domain.Execution;
using Arb.Domain.Harvest;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Tests.Actors.Support;

/// <summary>A protocol whose answers are words: <c>odds 2.10 1.90</c>, <c>moved 90</c> (the match begins in so many minutes), <c>same</c>, <c>empty</c>, <c>gap</c>, <c>login</c>, <c>fail</c>, <c>crash</c>, <c>noid</c>.</summary>
public sealed class ScriptedProtocol(string id = "CMD", bool matches = true, bool needsToken = false) : IProviderProtocol
{
    public ProviderId Id { get; } = new(id);

    public TimeSpan SettleTime => TimeSpan.FromSeconds(5);

    public bool CanBet(MarketKind kind) => true;

    /// <summary><c>/cmd/odds</c>, <c>/cmd/matches</c>, <c>/cmd/place</c> for the protocol CMD.</summary>
    public EndpointRole? Recognise(CapturedExchange capture) => capture.Url.AbsolutePath.Split('/') is [_, var name, .., var last] && name == Id.Slug
        ? last switch { "odds" => EndpointRole.Odds, "matches" => EndpointRole.Matches, "place" => EndpointRole.Place, "crash" => throw new InvalidOperationException("planted failure"), _ => null }
        : null;

    public ContractEndpoint ToEndpoint(EndpointRole role, CapturedExchange capture) => new(role, capture.Method, capture.Url.AbsolutePath, [], capture.RequestBody, null, null);

    /// <summary>The query value <c>path</c>.</summary>
    public IReadOnlyDictionary<string, string> FindTokens(IReadOnlyList<CapturedExchange> captures) =>
        captures.LastOrDefault(c => c.Url.Query.StartsWith("?path=", StringComparison.Ordinal)) is { } found
            ? new Dictionary<string, string> { ["path"] = found.Url.Query[6..] }
            : new Dictionary<string, string>();

    public ContractValidation Validate(ProviderContract contract) => contract.Find(EndpointRole.Odds) is null
        ? new ContractValidation(false, false, ["no odds endpoint"])
        : contract.Find(EndpointRole.Place) is not null ? new ContractValidation(true, true, [])
        : new ContractValidation(true, false, ["place: not captured yet"]) { Lacks = [new ContractLack(ContractAbility.Bet, EndpointRole.Place, "place: not captured yet")] };

    public IHarvester CreateHarvester(ProviderContract contract, HarvestLimits limits) => new ScriptedHarvester(matches, needsToken);

    public IBetting CreateBetting(ProviderContract contract) => throw new NotSupportedException("no bets in these tests");
}

internal sealed class ScriptedHarvester(bool matches, bool needsToken) : IHarvester
{
    private bool _known;

    public IReadOnlyList<HarvestPoll> Polls { get; } = matches
        ? [new HarvestPoll(0, HarvestRole.Matches, "matches"), new HarvestPoll(1, HarvestRole.Odds, "odds")]
        : [new HarvestPoll(0, HarvestRole.Odds, "odds")];

    public ProviderRequest BuildRequest(HarvestPoll poll, ProviderSession session, DateTimeOffset now)
    {
        if (needsToken && !session.Tokens.ContainsKey("path"))
            throw new InvalidOperationException("the session has no token 'path'");
        return new ProviderRequest(poll.Role == HarvestRole.Odds ? EndpointRole.Odds : EndpointRole.Matches, "GET", new Uri(session.BaseUrl, _known ? "/delta" : "/snapshot"), session.Headers);
    }

    public HarvestResult Accept(HarvestPoll poll, ProviderResponse response, DateTimeOffset now, IHarvestSink sink)
    {
        var words = Encoding.UTF8.GetString(response.Body.Span).Split(' ');
        switch (words[0])
        {
            case "odds":
                if (!_known)
                {
                    sink.OnEvent(new RawEvent("e1", "Premier League", "Arsenal", "Chelsea", now.AddHours(2), false));
                    sink.OnMarket(new RawMarket(0, "e1", "m1", MarketKind.Total, Period.FullTime, Number("2.5"), OddsFormat.Decimal, false, "ref"));
                }
                _known = true;
                sink.OnOdds(new RawOdds(0, true, Number(words[1]), Number(words[2]), WireNumber.Missing));
                return new HarvestResult(HarvestKind.Applied, 1, 2);
            case "moved":
                sink.OnEvent(new RawEvent("e1", "Premier League", "Arsenal", "Chelsea", now.AddMinutes(int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)), false));
                return new HarvestResult(HarvestKind.Applied, 1, 0);
            case "noid":
                sink.OnEvent(new RawEvent("", "Premier League", "Arsenal", "Chelsea", now.AddHours(2), false));
                sink.OnMarket(new RawMarket(7, "e1", "", MarketKind.Total, Period.FullTime, Number("2.5"), OddsFormat.Decimal, false, "ref"));
                return new HarvestResult(HarvestKind.Applied, 1, 0);
            case "same":
                return new HarvestResult(HarvestKind.Unchanged, 0, 2);
            case "empty":
                return new HarvestResult(HarvestKind.Applied, 0, 0);
            case "gap":
                _known = false;
                return new HarvestResult(HarvestKind.NeedsSnapshot, 0, 0, "gap");
            case "login":
                return new HarvestResult(HarvestKind.SessionLost, 0, 0, "login page");
            case "crash":
                throw new InvalidOperationException("planted failure");
            default:
                return new HarvestResult(HarvestKind.Failed, 0, 0, "no envelope");
        }
    }

    public void Reset() => _known = false;

    private static WireNumber Number(string text) => WireNumber.TryParse(Encoding.UTF8.GetBytes(text), out var number) ? number : throw new FormatException(text);
}

/// <summary>Transports that keep every request until the test answers it.</summary>
public sealed class ScriptedTransports : IProviderTransportFactory
{
    public Dictionary<string, ScriptedTransport> ByAccount { get; } = [];

    public IProviderTransport Create(AccountId account) => ByAccount[account.Value] = new ScriptedTransport();
}

public sealed class ScriptedTransport : IProviderTransport
{
    private readonly List<(ProviderRequest Request, TaskCompletionSource<TransportResult> Answer, CancellationToken Cancel)> _calls = [];

    public IReadOnlyList<ProviderRequest> Requests => [.. _calls.Select(call => call.Request)];

    /// <summary>Requests neither answered nor cancelled.</summary>
    public int Open => _calls.Count(call => !call.Answer.Task.IsCompleted && !call.Cancel.IsCancellationRequested);

    /// <summary>Most requests that were open at once.</summary>
    public int MostOpen { get; private set; }

    public int Placements { get; private set; }

    /// <summary>Answers by itself when set; null leaves the request open.</summary>
    public Func<ProviderRequest, string?>? Auto { get; set; }

    public bool Disposed { get; private set; }

    public Task<TransportResult> SendAsync(ProviderRequest request, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<TransportResult>();
        _calls.Add((request, answer, cancel));
        MostOpen = Math.Max(MostOpen, Open);
        if (Auto?.Invoke(request) is { } body)
            answer.SetResult(Result(body, 200, null));
        return answer.Task;
    }

    public Task<TransportResult> SendPlacementAsync(ProviderRequest request, CancellationToken cancel)
    {
        Placements++;
        return SendAsync(request, cancel);
    }

    /// <summary>Answers a request by number; the last one by default.</summary>
    public void Answer(string body, int status = 200, TimeSpan? retryAfter = null, int? number = null) =>
        Complete(number, Result(body, status, retryAfter));

    public void Fail(TransportFailure failure, int? number = null) =>
        Complete(number, new TransportResult(null, failure, "planted", TimeSpan.Zero));

    public void Dispose() => Disposed = true;

    private void Complete(int? number, TransportResult result) => InPlace.Run(() => _calls[number ?? _calls.Count - 1].Answer.SetResult(result));

    private static TransportResult Result(string body, int status, TimeSpan? retryAfter) =>
        new(new ProviderResponse(status, "text/plain", null, Encoding.UTF8.GetBytes(body), null, retryAfter), TransportFailure.None, null, TimeSpan.FromMilliseconds(20));
}
