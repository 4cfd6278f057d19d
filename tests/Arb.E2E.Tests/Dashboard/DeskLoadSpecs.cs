using System.Globalization;
using System.Net;
using Arb.Domain.Health;
using Arb.E2E.Tests.Chrome;
using Arb.E2E.Tests.Sessions;
using Arb.Host.Control;
using Arb.Host.Dashboard;
using Arb.Host.Demo;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Dashboard;

/// <summary>Twenty desks open cost the engine what one costs: polling goes on at its pace.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class DeskLoadSpecs
{
    private const int Desks = 20;
    private const double Least = 0.85;
    private const int ShortWindow = 4;

    /// <summary>Seconds that it looks; <c>ARB_DESK_SECONDS=60</c> for a whole minute.</summary>
    private static readonly int Seconds = int.TryParse(Environment.GetEnvironmentVariable("ARB_DESK_SECONDS"), CultureInfo.InvariantCulture, out var asked) ? asked : ShortWindow;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(Seconds);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Pages = ["/", "/opportunities", "/executions", "/log"];

    [Fact]
    public async Task Should_poll_as_often_with_twenty_desks_open_as_with_none()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD")], "arb.session.source=import", "arb.dashboard.max-watchers-per-login=20");
        var bookmaker = world.Sandbox.Bookmakers[0];
        using var client = new ControlClient(world.Folder);
        await new DemoUser(client).OpenAccountAsync(new DemoBookmaker("cmd", "CMD", bookmaker.Url, bookmaker.User, bookmaker.Password), CancellationToken.None);
        await world.UntilAsync("cmd", view => view.Lamp == Lamp.Green);

        var alone = await PollsAsync(bookmaker);
        await using var desks = await Watchers.OpenAsync(world.Desk);
        var looksBefore = world.Desk.Poller.Looks;
        var watched = await PollsAsync(bookmaker);
        var looks = world.Desk.Poller.Looks - looksBefore;

        Assert.True(watched >= alone * Least, $"{alone} polls in {Window.TotalSeconds} s without a desk, {watched} with {Desks}");
        Assert.InRange(looks, Seconds / 2, Seconds * 3 / 2);
        Assert.Equal(Desks, world.Desk.Poller.Watching);
        Assert.All(desks.Events, count => Assert.InRange(count, (Seconds / 2) + 1, Seconds * 5));
    }

    private static async Task<long> PollsAsync(BookmakerControl bookmaker)
    {
        var before = bookmaker.Stats.Requests.Values.Sum();
        using var timer = new PeriodicTimer(Window);
        await timer.WaitForNextTickAsync();
        return bookmaker.Stats.Requests.Values.Sum() - before;
    }

    /// <summary>Browsers that read what they are sent, and nothing else.</summary>
    private sealed class Watchers : IAsyncDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { Timeout = Timeout.InfiniteTimeSpan };
        private readonly CancellationTokenSource _over = new();
        private readonly List<Task> _reading = [];
        private readonly int[] _events = new int[Desks];
        private readonly TaskCompletionSource[] _shown = [.. Enumerable.Range(0, Desks).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

        public IReadOnlyList<int> Events => _events;

        /// <summary>Gives them when each page shows something: a page that opens makes the engine look at once, which is not the pace that is counted.</summary>
        public static async Task<Watchers> OpenAsync(DashboardServer desk)
        {
            var watchers = new Watchers();
            using var login = new HttpRequestMessage(HttpMethod.Post, new Uri(desk.Address, "/login")) { Content = new FormUrlEncodedContent([KeyValuePair.Create("code", desk.NewLink().Url.Split('#')[1])]) };
            login.Headers.Add("Origin", desk.Address.GetLeftPart(UriPartial.Authority));
            using var answer = await watchers._http.SendAsync(login);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            for (var i = 0; i < Desks; i++)
                watchers._reading.Add(watchers.ReadAsync(i, new Uri(desk.Address, "/live?at=" + Uri.EscapeDataString(Pages[i % Pages.Length]))));
            await Task.WhenAll(watchers._shown.Select(shown => shown.Task)).WaitAsync(Patience);
            return watchers;
        }

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await Task.WhenAll(_reading);
            _http.Dispose();
            _over.Dispose();
        }

        private async Task ReadAsync(int desk, Uri stream)
        {
            try
            {
                using var answer = await _http.GetAsync(stream, HttpCompletionOption.ResponseHeadersRead, _over.Token);
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(_over.Token));
                while (await lines.ReadLineAsync(_over.Token) is { } line)
                {
                    if (!line.StartsWith("event: head", StringComparison.Ordinal))
                        continue;
                    _events[desk]++;
                    _shown[desk].TrySetResult();
                }
            }
            catch (OperationCanceledException)
            {
                // The desk was closed.
            }
        }
    }
}
