using System.Text.Json.Nodes;
using Arb.Browser.DevTools;
using Arb.Tests.Sandbox;

namespace Arb.Tests.Browser.DevTools;

public sealed class DevToolsClientSpecs
{
    private readonly MemoryTransport _browser = new();
    private readonly SandboxClock _time = new();

    [Fact]
    public async Task Should_give_each_of_200_concurrent_commands_its_own_answer()
    {
        var client = Client();
        var commands = Enumerable.Range(0, 200).Select(i => Task.Run(() => client.SendAsync("Test.echo", "s", new JsonObject { ["n"] = i }))).ToArray();
        await Until(() => client.InFlight == 200 && _browser.Sent.Count == 200); // a command counts as in flight before it is sent
        // Answered in another order than asked.
        foreach (var command in _browser.Sent.OrderByDescending(c => c.GetProperty("id").GetInt32() * 7_919 % 200).ToArray())
            _browser.Say($$"""{"id":{{command.GetProperty("id").GetInt32()}},"result":{"n":{{command.GetProperty("params").GetProperty("n").GetInt32()}}},"sessionId":"s"}""");
        var answers = await Task.WhenAll(commands);
        Assert.Equal(Enumerable.Range(0, 200), answers.Select(a => a.Int("n")));
        Assert.Equal(0, client.InFlight);
    }

    [Fact]
    public async Task Should_say_what_the_browser_refused()
    {
        var client = Client();
        var command = client.SendAsync("Page.navigate");
        _browser.Say("""{"id":1,"error":{"code":-32000,"message":"Cannot navigate to invalid URL"}}""");
        var failure = await Assert.ThrowsAsync<DevToolsException>(() => command);
        Assert.Equal(("Page.navigate: Cannot navigate to invalid URL (-32000)", -32000), (failure.Message, failure.Code));
    }

    [Fact]
    public async Task Should_give_up_after_the_deadline_and_ignore_the_late_answer()
    {
        var client = Client();
        var command = client.SendAsync("Browser.getVersion");
        _time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<DevToolsTimeoutException>(() => command);
        _browser.Say("""{"id":1,"result":{"product":"late"}}""");
        _browser.Answer = _ => """{"product":"in time"}""";
        Assert.Equal("in time", (await client.SendAsync("Browser.getVersion")).Text("product"));
    }

    [Fact]
    public async Task Should_keep_the_number_in_flight_bounded()
    {
        var client = Client(MemoryTransport.Limits with { MaxInFlight = 2 });
        Task[] commands = [client.SendAsync("A.a"), client.SendAsync("A.b"), client.SendAsync("A.c")];
        Assert.Equal(["A.a", "A.b"], Methods());
        _browser.Say("""{"id":1,"result":{}}""");
        await commands[0];
        await Until(() => Methods().Contains("A.c"));
        _time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<DevToolsTimeoutException>(() => commands[1]);
        await Assert.ThrowsAsync<DevToolsTimeoutException>(() => commands[2]);
    }

    [Fact]
    public async Task Should_fail_every_waiter_when_the_browser_goes()
    {
        var client = Client();
        var commands = Enumerable.Range(0, 20).Select(_ => client.SendAsync("A.a")).ToArray();
        var events = client.Subscribe();
        _browser.Close("the browser closed the connection");
        foreach (var command in commands)
            Assert.Contains("closed the connection", (await Assert.ThrowsAsync<DevToolsClosedException>(() => command)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DevToolsClosedException>(() => client.SendAsync("A.a"));
        await events.Completion;
        Assert.True(client.Closed.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Should_say_that_the_queue_to_the_browser_is_full()
    {
        var client = Client();
        _browser.Full = true;
        await Assert.ThrowsAsync<DevToolsException>(() => client.SendAsync("A.a"));
        Assert.False(client.Post("A.a"));
        Assert.Equal(0, client.InFlight);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[1,2]")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"id":"x","result":{}}""")]
    [InlineData("""{"id":99999999999,"result":{}}""")]
    [InlineData("""{"id":4711,"result":{}}""")]
    [InlineData("""{"method":17}""")]
    [InlineData("""{"method":"\ud800"}""")]
    [InlineData("""{"method":"A.b","params":[[[[]]]]}""")]
    [InlineData("""{"method":"New.domain","params":{"sameSite":"Unheard-of"}}""")]
    public async Task Should_go_on_after_a_message_that_makes_no_sense(string message)
    {
        var client = Client();
        _browser.Say(message);
        _browser.Answer = _ => """{"ok":true}""";
        Assert.True((await client.SendAsync("A.a")).Flag("ok"));
        Assert.False(client.Closed.IsCompleted);
    }

    [Fact]
    public async Task Should_hand_events_to_every_subscriber_in_order()
    {
        var client = Client();
        var one = client.Subscribe();
        var two = client.Subscribe();
        for (var i = 0; i < 100; i++)
            _browser.Event("A.b", $$"""{"n":{{i}}}""");
        _browser.Close("end");
        foreach (var reader in (System.Threading.Channels.ChannelReader<DevToolsEvent>[])[one, two])
        {
            var seen = new List<int>();
            await foreach (var happened in reader.ReadAllAsync())
                seen.Add(happened.Parameters.Int("n"));
            Assert.Equal(Enumerable.Range(0, 100), seen);
        }
    }

    [Fact]
    public async Task Should_count_what_a_slow_subscriber_misses_and_answer_meanwhile()
    {
        var client = Client(MemoryTransport.Limits with { EventQueue = 10 });
        var slow = client.Subscribe();
        for (var i = 0; i < 15; i++)
            _browser.Event("A.b", "{}");
        _browser.Answer = _ => "{}";
        await client.SendAsync("A.a");
        Assert.Equal((5, 10), (client.DroppedEvents, slow.Count));
    }

    [Fact]
    public void Should_show_an_event_by_its_name_only() =>
        Assert.Equal("Network.x", new DevToolsEvent("Network.x", "s", System.Text.Json.JsonElement.Parse("""{"cookie":"secret"}""")).ToString());

    private DevToolsClient Client(DevToolsLimits? limits = null) => new(_browser, limits ?? MemoryTransport.Limits, _time);

    private string[] Methods() => [.. _browser.Sent.ToArray().Select(c => c.GetProperty("method").GetString()!)];

    private static Task Until(Func<bool> holds) => Task.Run(() => Assert.True(SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(20))));
}
