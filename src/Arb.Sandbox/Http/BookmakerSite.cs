using Arb.Domain.Primitives;
using Arb.Sandbox.Books;
using Arb.Sandbox.World;

namespace Arb.Sandbox.Http;

/// <summary>
/// One whitelabel: login, sessions, faults around whatever protocol a subclass speaks. Everything between the two locks is asynchronous waiting only,
/// so answers depend on the order of requests and on nothing else.
/// </summary>
internal abstract class BookmakerSite
{
    private readonly SortedDictionary<string, long> _requests = new(StringComparer.Ordinal);
    private readonly string _cookieName;

    protected BookmakerSite(SandboxWorld world, Book book, string cookieName)
    {
        World = world;
        Book = book;
        _cookieName = cookieName;
        Faults = new FaultState(SeededRandom.For(world.Options.Seed, $"faults {book.Name}"));
        Desk = new Desk(world, book, Faults, SeededRandom.For(world.Options.Seed, $"desk {book.Name}"));
        Sessions = new SiteSessions(world, SeededRandom.For(world.Options.Seed, $"sessions {book.Name}"));
    }

    internal SandboxWorld World { get; }

    internal Book Book { get; }

    internal Desk Desk { get; }

    internal FaultState Faults { get; }

    internal SiteSessions Sessions { get; }

    internal IReadOnlyDictionary<string, long> Requests => new SortedDictionary<string, long>(_requests, StringComparer.Ordinal);

    /// <summary>What a session that is lost answers on data and betting endpoints when no fault says otherwise.</summary>
    protected abstract string UsualSessionLoss { get; }

    /// <summary>The role of a path, <c>page</c> for everything else.</summary>
    protected abstract string RoleOf(SiteRequest request);

    /// <summary>The session that the request carries.</summary>
    protected abstract SiteSession? SessionOf(SiteRequest request);

    /// <summary>Where a login leads.</summary>
    protected abstract string HomeOf(SiteSession session);

    /// <summary>The sports page.</summary>
    protected abstract SiteAnswer Page(SiteRequest request, SiteSession session);

    /// <summary>Answers a data or betting request of a live session.</summary>
    protected abstract SiteAnswer Answer(string role, SiteRequest request, SiteSession session);

    /// <summary>The protocol's own words for a lost session.</summary>
    protected abstract SiteAnswer SessionLostCode();

    /// <summary>The correct envelope without rows.</summary>
    protected abstract SiteAnswer EmptyEnvelope(SiteRequest request, SiteSession session);

    /// <summary>The account's bets since a time that the bet list shows by now.</summary>
    protected IEnumerable<Bet> VisibleBets(BettingAccount account, DateTimeOffset since)
    {
        var lag = TimeSpan.FromMilliseconds(Faults.Current.BetListLagMs);
        return Desk.Bets.Where(b => b.Account == account && b.PlacedAt >= since && b.PlacedAt + lag <= World.Now);
    }

    /// <summary>An open full-time market before kick-off, for the buttons of the page; any open one otherwise.</summary>
    protected (BookMatch Match, BookMarket Market)? FirstOpen(MarketKind kind)
    {
        foreach (var match in Book.Matches.OrderBy(m => m.InPlay))
            if (!Book.IsSuspended(match) && match.Find(kind, Period.FullTime) is { Closed: false } market)
                return (match, market);
        return null;
    }

    protected string? Cookie(SiteRequest request) => request.Cookies.GetValueOrDefault(_cookieName);

    internal async Task HandleAsync(HttpContext context)
    {
        var request = await SiteTransport.ReadAsync(context);
        string role;
        int delay;
        SiteAnswer? early;
        lock (World.Gate)
        {
            World.Advance();
            role = RoleOf(request);
            _requests[role] = _requests.GetValueOrDefault(role) + 1;
            delay = Delay(role);
            early = Early(role);
        }
        await SiteTransport.WaitAsync(delay, World.Options.Clock, context.RequestAborted);
        SiteAnswer answer;
        BodyFault fault;
        lock (World.Gate)
        {
            World.Advance();
            answer = early ?? Route(role, request);
            fault = early is null && InScope(role) ? BodyFaultOf() : BodyFault.None;
        }
        if (answer.Abort)
        {
            context.Abort();
            return;
        }
        await SiteTransport.WaitAsync(answer.HoldMs, World.Options.Clock, context.RequestAborted);
        var faults = Faults.Current;
        if (early is null && InScope(role) && (faults.DripMs > 0 || faults.BombMegabytes > 0))
        {
            await FloodAsync(context, faults);
            return;
        }
        await SiteTransport.WriteAsync(context, answer, fault, faults.ByteOrderMark, faults.Chunked);
    }

    private Task FloodAsync(HttpContext context, SandboxFaults faults)
    {
        lock (World.Gate)
            Faults.Count(faults.DripMs > 0 ? "drip" : "bomb");
        return faults.DripMs > 0 ? SiteFlood.DripAsync(context, faults.DripMs, World.Options.Clock) : SiteFlood.BombAsync(context, faults.BombMegabytes);
    }

    private bool InScope(string role) => Faults.Current.Endpoints is { } endpoints ? endpoints.Contains(role) : role != "page";

    private int Delay(string role) => InScope(role) ? Faults.Current.LatencyMs + Faults.Jitter(Faults.Current.LatencyJitterMs) : 0;

    private SiteAnswer? Early(string role)
    {
        var faults = Faults.Current;
        if (faults.Maintenance && Faults.Count("maintenance"))
            return SiteAnswer.Html(Pages.Maintenance(Book.Name));
        if (!InScope(role))
            return null;
        if (Faults.Roll(faults.AbortRate, "abort"))
            return SiteAnswer.Text(0, "") with { Abort = true };
        if (faults.RetryAfterSeconds > 0 && Faults.Count("retry-after"))
            return SiteAnswer.Text(429, "slow down") with { RetryAfter = $"{faults.RetryAfterSeconds}" };
        if (Faults.Roll(faults.ErrorRate, "error"))
            return SiteAnswer.Text(faults.ErrorStatus, "simulated failure");
        if (faults.LoginPage && Faults.Count("login-page"))
            return SiteAnswer.Html(Pages.Login(Book.Name));
        return faults.EmptyBody && Faults.Count("empty-body") ? SiteAnswer.Text(200, "") : null;
    }

    private BodyFault BodyFaultOf()
    {
        var faults = Faults.Current;
        if (Faults.Roll(faults.GarbageRate, "garbage"))
            return BodyFault.Garbage;
        if (Faults.Roll(faults.TruncateRate, "truncate"))
            return BodyFault.Truncate;
        return Faults.Roll(faults.BreakRate, "break") ? BodyFault.Break : BodyFault.None;
    }

    private SiteAnswer Route(string role, SiteRequest request)
    {
        if (request.Path == "/login")
            return Login(request);
        var session = SessionOf(request);
        if (request.Path == "/logout")
        {
            if (Sessions.Find(Cookie(request)) is { } gone)
                Sessions.Close(gone);
            return SiteAnswer.Redirect("/login");
        }
        if (role == "page")
        {
            if (session is null)
                return SiteAnswer.Redirect("/login");
            return request.Path == "/" && HomeOf(session) != "/" ? SiteAnswer.Redirect(HomeOf(session)) : Page(request, session);
        }
        if (session is null)
            return SessionLost();
        if (role == "odds" && Faults.Current.EmptyEnvelope && Faults.Count("empty-envelope"))
            return EmptyEnvelope(request, session);
        return Answer(role, request, session);
    }

    private SiteAnswer Login(SiteRequest request)
    {
        if (request.Method != "POST")
            return SiteAnswer.Html(Pages.Login(Book.Name));
        var account = Desk.Accounts.FirstOrDefault(a => a.User == request.Field("username") && a.Password == request.Field("password"));
        if (account is null)
            return SiteAnswer.Html(Pages.Login(Book.Name, "Unknown user name or password."));
        var session = Sessions.Open(account);
        return SiteAnswer.Redirect(HomeOf(session), $"{_cookieName}={session.Token}; path=/; HttpOnly; SameSite=Lax");
    }

    private SiteAnswer SessionLost()
    {
        Faults.Count("session-lost");
        return (Faults.Current.SessionLoss ?? UsualSessionLoss) switch
        {
            "redirect" => SiteAnswer.Redirect("/login?expired=1"),
            "unauthorized" => SiteAnswer.Text(401, "session expired"),
            "page" => SiteAnswer.Html(Pages.Login(Book.Name, "Your session has expired.")),
            _ => SessionLostCode(),
        };
    }
}
