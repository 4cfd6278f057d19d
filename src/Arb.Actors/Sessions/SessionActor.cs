using Akka.Actor;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;

namespace Arb.Actors.Sessions;

/// <summary>
/// What a user's browser export hands over, with no generation yet. From the account, on <c>session import</c>, to its session actor; answered (to the account) by <see cref="SessionOpened"/>.
/// </summary>
/// <param name="BaseUrl">Real site.</param>
/// <param name="Cookies">Cookies.</param>
/// <param name="Headers">Header profile.</param>
/// <param name="Tokens">Protocol tokens.</param>
public sealed record OfferSession(
    Uri BaseUrl, IReadOnlyDictionary<string, string> Cookies, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyDictionary<string, string> Tokens)
{
    /// <inheritdoc/>
    public override string ToString() => $"offer of a session at {BaseUrl.Host}";
}

/// <summary>
/// The session layer of one account: holds what a login left behind, in memory only (L06), and gives every session a generation.
/// Sessions come from a browser export; offered while the account is off they wait until it is on.
/// </summary>
public sealed class SessionActor : ReceiveActor
{
    private readonly AccountId _account;
    private ProviderSession? _session;
    private int _generation;
    private bool _started;

    /// <summary>Makes an empty session layer.</summary>
    public SessionActor(AccountId account)
    {
        _account = account;
        Receive<StartSessionLayer>(_ => OnStart());
        Receive<OfferSession>(OnOffer);
        Receive<StopSessionLayer>(_ => OnStop());
    }

    private void OnStart()
    {
        _started = true;
        Sender.Tell(SessionLayerStarted.Instance);
        if (_session is not null)
            Context.Parent.Tell(new SessionOpened(_session));
    }

    private void OnOffer(OfferSession offer)
    {
        _session = new ProviderSession(_account, offer.BaseUrl, offer.Cookies, offer.Headers, offer.Tokens, ++_generation);
        if (_started)
            Context.Parent.Tell(new SessionOpened(_session));
    }

    private void OnStop()
    {
        _started = false;
        _session = null;
        Sender.Tell(SessionLayerStopped.Instance);
    }
}
