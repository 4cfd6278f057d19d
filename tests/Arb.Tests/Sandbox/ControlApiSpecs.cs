using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Arb.Sandbox;

namespace Arb.Tests.Sandbox;

public sealed class ControlApiSpecs
{
    [Fact]
    public async Task Faults_are_merged_and_unknown_ones_refused()
    {
        await using var bench = await SandboxBench.StartAsync();
        using var control = new Customer(bench.Host.ControlUrl);
        await control.PostAsync("/control/sbo/faults", """{"latencyMs":5}""");
        await control.PostAsync("/control/sbo/faults", """{"refuseNext":2}""");
        Assert.Equal((5, 2), (bench.Host["sbo"].Faults.LatencyMs, bench.Host["sbo"].Faults.RefuseNext));
        using var wrong = await control.SendAsync(HttpMethod.Post, "/control/sbo/faults", """{"latncyMs":5}""");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var unknown = await control.SendAsync(HttpMethod.Get, "/control/nobody/bets");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Surebet_can_be_forced_between_named_bookmakers()
    {
        await using var bench = await SandboxBench.StartAsync();
        using var control = new Customer(bench.Host.ControlUrl);
        var made = await control.PostJsonAsync("/control/surebet", """{"market":"OU","edge":0.03,"bookmakers":["cmd","sbo"],"seconds":30}""");
        Assert.Equal(["cmd", "sbo"], made.GetProperty("legs").EnumerateArray().Select(l => l.GetProperty("bookmaker").GetString()).Order());
        Assert.Single((await control.GetJsonAsync("/control/surebets")).EnumerateArray());
    }

    [Fact]
    public async Task Sessions_can_be_ended_and_counted()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.LogInAsync("cmd");
        await bench.LogInAsync("cmd", "user2", "pass2");
        using var control = new Customer(bench.Host.ControlUrl);
        Assert.Equal(1, (await control.PostJsonAsync("/control/cmd/expire-sessions?user=user2", "")).GetProperty("expired").GetInt32());
        Assert.Equal(1, (await control.GetJsonAsync("/control/cmd/stats")).GetProperty("sessions").GetInt32());
    }

    [Fact]
    public async Task Requests_addressed_to_another_name_are_refused()
    {
        await using var bench = await SandboxBench.StartAsync();
        using var control = new Customer(bench.Host.ControlUrl);
        using var answer = await control.SendAsync(HttpMethod.Get, "/control", headers: ("Host", "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Wrong_password_stays_on_a_page_that_says_simulated()
    {
        await using var bench = await SandboxBench.StartAsync();
        var customer = bench.Anonymous("cmd");
        using var answer = await customer.SendAsync(HttpMethod.Post, "/login", "username=user1&password=wrong");
        Assert.Contains("simulated", answer.Headers.Server.ToString(), StringComparison.Ordinal);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("SIMULATED BOOKMAKER", page, StringComparison.Ordinal);
        Assert.Contains("Unknown user name or password", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cmd", 4)]
    [InlineData("isport", 4)]
    [InlineData("sbo", 4)]
    public async Task Visitor_leaves_captures_of_every_betting_endpoint_and_no_bet(string bookmaker, int bettingRoles)
    {
        await using var bench = await SandboxBench.StartAsync();
        var visit = await SandboxVisitor.VisitAsync(bench.Host[bookmaker].Url, "user1", "pass1");
        var requests = bench.Host[bookmaker].Stats.Requests;
        Assert.Equal(bettingRoles, requests.Keys.Intersect(["quote", "place", "bets", "balance"]).Count());
        Assert.All(visit.Captures, c => Assert.InRange(c.Status, 200, 302));
        Assert.Single(visit.Cookies);
        Assert.Empty(bench.Host[bookmaker].Bets);
    }

    [Theory]
    [InlineData("cmd")]
    [InlineData("isport")]
    [InlineData("sbo")]
    public async Task Visitor_who_bets_leaves_one_bet(string bookmaker)
    {
        await using var bench = await SandboxBench.StartAsync();
        await SandboxVisitor.VisitAsync(bench.Host[bookmaker].Url, "user1", "pass1", placeBet: true);
        Assert.Equal(BookedStatus.Accepted, Assert.Single(bench.Host[bookmaker].Bets).Status);
    }

    [Fact]
    public async Task Executable_says_where_it_is_and_ends_with_its_parent()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in new[] { typeof(SandboxHost).Assembly.Location, "run", "--exit-with-parent", "--bookmakers", "cmd,lotus:isport" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var ready = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(deadline.Token))!);
        var bookmakers = ready.RootElement.GetProperty("bookmakers");
        Assert.Equal(["cmd", "lotus"], bookmakers.EnumerateArray().Select(b => b.GetProperty("name").GetString()));
        using (var customer = new Customer(new Uri(bookmakers[1].GetProperty("url").GetString()!)))
            await customer.LogInAsync("user1", "pass1");
        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Disposed_host_leaves_no_port_open()
    {
        var bench = await SandboxBench.StartAsync();
        var url = bench.Host["cmd"].Url;
        await bench.DisposeAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, url.Port));
    }

    [Fact]
    public async Task Senseless_options_are_refused_in_words()
    {
        var problem = await Assert.ThrowsAsync<ArgumentException>(() => SandboxHost.StartAsync(new SandboxOptions { Bookmakers = [new("x", "SABA")] }));
        Assert.Contains("SABA", problem.Message, StringComparison.Ordinal);
    }
}
