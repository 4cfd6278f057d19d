using System.Net;
using Arb.Sandbox.Books;
using Arb.Sandbox.Control;
using Arb.Sandbox.Http;
using Arb.Sandbox.Protocols;
using Arb.Sandbox.World;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Arb.Sandbox;

/// <summary>
/// Simulated bookmakers on 127.0.0.1: one port each, one more for the control API. Nothing is real: every page and every answer says so.
/// Disposing stops all of it.
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private const string SiteKey = "arb.sandbox.site";
    private readonly WebApplication _app;
    private readonly SandboxWorld _world;
    private readonly ITimer _ticker;

    private SandboxHost(WebApplication app, SandboxWorld world, IReadOnlyList<BookmakerControl> bookmakers, Uri control)
    {
        _app = app;
        _world = world;
        Bookmakers = bookmakers;
        ControlUrl = control;
        _ticker = world.Options.Clock.CreateTimer(_ => Advance(), null, world.Options.Tick, world.Options.Tick);
    }

    /// <summary>The bookmakers in the order of the options.</summary>
    public IReadOnlyList<BookmakerControl> Bookmakers { get; }

    /// <summary>Address of the control API.</summary>
    public Uri ControlUrl { get; }

    /// <summary>The truth about every match and who lists it how.</summary>
    public IReadOnlyList<SandboxMatch> Matches
    {
        get
        {
            lock (_world.Gate)
            {
                _world.Advance();
                return _world.Matches.Select(Describe).ToArray();
            }
        }
    }

    /// <summary>The latest surebets (at most 200), oldest first.</summary>
    public IReadOnlyList<SandboxSurebet> Surebets
    {
        get
        {
            lock (_world.Gate)
            {
                _world.Advance();
                return [.. _world.Surebets.Made];
            }
        }
    }

    /// <summary>A bookmaker by name; throws <see cref="KeyNotFoundException"/>.</summary>
    public BookmakerControl this[string name] => Bookmakers.FirstOrDefault(b => b.Name == name) ?? throw new KeyNotFoundException($"no bookmaker '{name}'");

    /// <summary>Starts the bookmakers. Throws <see cref="ArgumentException"/> on options that make no sense, <see cref="IOException"/> when a port is taken.</summary>
    public static async Task<SandboxHost> StartAsync(SandboxOptions? options = null)
    {
        options ??= new SandboxOptions();
        options.Validate();
        var world = new SandboxWorld(options);
        var sites = world.Books.Select(b => Site(world, b)).ToArray();
        var control = new ControlApi(world);
        var listeners = new ListenOptions[sites.Length + 1];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            for (var i = 0; i < listeners.Length; i++)
                listeners[i] = Listen(kestrel, i < sites.Length ? options.Bookmakers[i].Port : options.ControlPort, i < sites.Length ? sites[i].HandleAsync : control.HandleAsync);
        });
        var app = builder.Build();
        app.Run(static context =>
        {
            context.Response.Headers.Server = SiteTransport.ServerHeader;
            var items = context.Features.Get<IConnectionItemsFeature>()!.Items;
            return ((Func<HttpContext, Task>)items[SiteKey]!)(context);
        });
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var controls = sites.Select((s, i) => new BookmakerControl(s, Address(listeners[i]))).ToArray();
        var host = new SandboxHost(app, world, controls, Address(listeners[^1]));
        control.Attach(host);
        if (options.Demo)
            foreach (var bookmaker in controls)
                bookmaker.Faults = new SandboxFaults { RefuseSecondLegsEvery = 2 };
        return host;
    }

    /// <summary>For tests of this project that compare with the truth; take its gate.</summary>
    internal SandboxWorld World => _world;

    /// <summary>Puts up a surebet now; null when no match fits the request (try another match, market or set of bookmakers).</summary>
    public SandboxSurebet? MakeSurebet(SurebetRequest? request = null)
    {
        lock (_world.Gate)
        {
            _world.Advance();
            return _world.Surebets.TryMake(request ?? new SurebetRequest());
        }
    }

    /// <summary>
    /// Ends a match with the next tick, whether it has begun or not: with a score (no goal before the break) its bets are decided, without one it is abandoned
    /// and they are void; with <paramref name="halfVoid"/> half of each stake is void (half won, half lost). False when there is no such match any more. Throws <see cref="ArgumentException"/> for a score outside 0 to 99.
    /// </summary>
    public bool EndMatch(int match, (int Home, int Away)? score, bool halfVoid = false)
    {
        if (score is { } goals && (goals.Home is < 0 or > 99 || goals.Away is < 0 or > 99))
            throw new ArgumentException($"score {goals.Home}:{goals.Away}: 0 to 99 each", nameof(score));
        lock (_world.Gate)
        {
            _world.Advance();
            if (_world.Matches.FirstOrDefault(m => m.Id == match) is not { Phase: not MatchPhase.Ended } found)
                return false;
            found.Stop(score, halfVoid);
            return true;
        }
    }

    /// <summary>Moves the world up to the clock's now. Requests and controls do so by themselves.</summary>
    public void Advance()
    {
        lock (_world.Gate)
            _world.Advance();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ticker.DisposeAsync();
        using (var now = new CancellationTokenSource())
        {
            // Held answers must not hold up the end.
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
        }
        await _app.DisposeAsync();
    }

    private static ListenOptions Listen(KestrelServerOptions kestrel, int port, Func<HttpContext, Task> handle)
    {
        ListenOptions made = null!;
        kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Items[SiteKey] = handle;
                return next(connection);
            });
            made = listen;
        });
        return made;
    }

    private static Uri Address(ListenOptions listener) => new($"http://127.0.0.1:{listener.IPEndPoint!.Port}/");

    private static BookmakerSite Site(SandboxWorld world, Book book) => book.Protocol switch
    {
        "CMD" => new CmdSite(world, book),
        "ISPORT" => new IsportSite(world, book),
        _ => new SboSite(world, book),
    };

    private SandboxMatch Describe(WorldMatch match)
    {
        var listings = new List<SandboxListing>();
        foreach (var book in _world.Books)
            if (book.Listing(match) is { } listed)
                listings.Add(new SandboxListing(book.Name, listed.Id, listed.LeagueName, listed.Home, listed.Away, listed.Reversed));
        return new SandboxMatch(match.Id, Spelling.Name(match.Home, 0), Spelling.Name(match.Away, 0), match.KickOff, match.Phase == MatchPhase.InPlay, listings);
    }

    /// <summary>The embedding process owns its signals, not the sandbox.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
