using System.Net.Sockets;
using System.Text;
using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;
using Arb.Storage;

namespace Arb.Tests.Host;

/// <summary>A running engine over its real socket.</summary>
public sealed class ControlChannelSpecs : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ArbSettings _settings = null!;
    private EngineHost _engine = null!;

    public async Task InitializeAsync()
    {
        _settings = ArbSettings.From(ConfigLoader.Load(null, "ci.conf")) with { DataFolder = _folder.Path };
        _engine = await EngineHost.StartAsync(_settings, RuntimeMode.Ci, consoleLog: false);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_refuse_a_second_engine_before_it_touches_anything()
    {
        // The engine makes its journal after its start; who answers has it.
        Assert.Equal(0, (await RunAsync("status")).Code);
        var before = Directory.GetFiles(_folder.Path).Order().ToList();
        await Assert.ThrowsAsync<FolderInUseException>(() => EngineHost.StartAsync(_settings, RuntimeMode.Ci, consoleLog: false));
        Assert.Equal(before, Directory.GetFiles(_folder.Path).Order());
        Assert.Equal(0, (await RunAsync("status")).Code);
    }

    [Fact]
    public async Task Should_end_arb_run_with_code_5_when_the_folder_is_in_use()
    {
        var (code, _, error) = await RunAsync("run");
        Assert.Equal(ExitCodes.FolderInUse, code);
        Assert.Contains("another engine uses the data folder", error);
    }

    [Fact]
    public async Task Should_leave_nothing_running_when_a_part_of_it_cannot_start()
    {
        using var folder = new TempFolder();
        var settings = _settings with { DataFolder = folder.Path, Dashboard = new DashboardOptions { Port = 70_000 } };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => EngineHost.StartAsync(settings, RuntimeMode.Ci, consoleLog: false));
        using var client = new ControlClient(folder.Path);
        await Assert.ThrowsAsync<NoEngineException>(() => client.SendAsync(new GetStatus()));
    }

    [Fact]
    public void Should_let_only_the_owner_connect()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("arb.sock")));
    }

    [Theory]
    [InlineData("{bad")]
    [InlineData("""{"command":"launch-missiles"}""")]
    [InlineData("null")]
    [InlineData("""{"command":"binding-decide"}""")]
    [InlineData("""{"command":"binding-decide","first":null,"second":"sbo:7","same":true,"mirrored":false}""")]
    [InlineData("""{"command":"execution"}""")]
    [InlineData("""{"command":"engine-kill","reason":"\ud800"}""")]
    [InlineData("""{"command":"engine-kill","reason":5}""")]
    [InlineData("""{"command":"engine-kill","reason":null}""")]
    public async Task Should_answer_400_with_a_message_to_what_is_no_command(string body)
    {
        using var http = Http();
        using var response = await http.PostAsync("http://arb/command", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("\"kind\":\"BadRequest\"", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/command")]
    [InlineData("/status")]
    public async Task Should_change_nothing_and_know_nothing_by_GET(string path)
    {
        using var http = Http();
        using var response = await http.GetAsync("http://arb" + path);
        Assert.True((int)response.StatusCode is 404 or 405, $"{response.StatusCode}");
    }

    [Fact]
    public async Task Should_stream_the_status_once_a_second()
    {
        using var client = new ControlClient(_folder.Path);
        var seen = 0;
        await foreach (var reply in client.WatchAsync())
        {
            Assert.IsType<StatusReport>(reply);
            if (++seen == 2)
                break;
        }
        Assert.Equal(2, seen);
    }

    [Fact]
    public async Task Should_say_that_there_are_too_many_watchers_instead_of_showing_nothing()
    {
        using var http = Http();
        var watching = new List<HttpResponseMessage>();
        for (var i = 0; i < 16; i++)
            watching.Add((await http.GetAsync("http://arb/watch", HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode());
        var (code, output, error) = await RunAsync("watch");
        watching.ForEach(one => one.Dispose());
        Assert.Equal((ExitCodes.Failed, ""), (code, output));
        Assert.Contains("as many arb watch as it serves", error);
    }

    [Fact]
    public async Task Should_end_without_waiting_for_those_who_watch_it()
    {
        using var http = Http();
        using var watching = (await http.GetAsync("http://arb/watch", HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
        var ending = System.Diagnostics.Stopwatch.StartNew();
        await _engine.DisposeAsync();
        Assert.InRange(ending.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Should_say_which_accounts_there_are_when_one_is_unknown()
    {
        Assert.Equal(0, (await RunAsync("account", "add", "anna", "https://sports.example/")).Code);
        var (code, _, error) = await RunAsync("account", "on", "bob");
        Assert.Equal(ExitCodes.BadRequest, code);
        Assert.Contains("unknown account 'bob'; known: anna", error);
    }

    [Fact]
    public async Task Should_take_a_session_from_cookies_and_show_none_of_it()
    {
        await RunAsync("account", "add", "anna", "https://sports.example/");
        await File.WriteAllTextAsync(_folder.File("cookies.json"), """[{"domain":"sports.example","name":"sid","value":"very-secret-value"}]""");
        var (code, output, error) = await RunAsync("session", "import", "anna", "--cookies", _folder.File("cookies.json"), "--base-url", "https://sports.example/");
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain("very-secret-value", output);
    }

    [Fact]
    public async Task Should_say_what_of_a_cookie_file_it_left_out_and_take_the_rest()
    {
        await RunAsync("account", "add", "anna", "https://sports.example/");
        await File.WriteAllTextAsync(
            _folder.File("cookies.txt"),
            "# Netscape HTTP Cookie File\n.sports.example\tTRUE\t/\tFALSE\t\tSESS\tabc\n.sports.example\tTRUE\t/\tFALSE\tnever\tX\ty\n.sports.example\tTRUE\t/\tFALSE\t1000000000\tOLD\ty\n",
            Encoding.Unicode);
        var (code, output, error) = await RunAsync("session", "import", "anna", "--cookies", _folder.File("cookies.txt"), "--base-url", "https://sports.example/");
        Assert.Equal(0, code);
        Assert.Contains("session of anna kept in memory", output);
        Assert.Equal("arb: 1 left out: line 3: the expiry (field 5) is no number of seconds and no time; 1 left out: cookie OLD has expired (2001-09-09 01:46 UTC)", error.Trim());
    }

    [Fact]
    public async Task Should_show_and_store_no_secret_that_stood_in_a_reason()
    {
        const string Known = "a-cookie-value-of-anna", Named = "s3cr3t-canary-value";
        await RunAsync("account", "add", "anna", "https://sports.example/");
        await File.WriteAllTextAsync(_folder.File("cookies.json"), $$"""[{"domain":"sports.example","name":"sid","value":"{{Known}}"}]""");
        await RunAsync("session", "import", "anna", "--cookies", _folder.File("cookies.json"), "--base-url", "https://sports.example/");
        File.Delete(_folder.File("cookies.json"));
        using var client = new ControlClient(_folder.Path);
        for (var tries = 0; tries < 10_000 && await client.SendAsync(new GetStatus()) is StatusReport { State: "RECOVERING" }; tries++)
        {
            // Only an engine that has recovered can be killed.
        }
        await client.SendAsync(new KillSwitch($"odd answer, PHPSESSID={Named}, {Known} and pin=4711"));
        var logs = "";
        for (var tries = 0; tries < 10_000 && !logs.Contains("odd answer", StringComparison.Ordinal); tries++)
            logs = (await RunAsync("logs", "--json")).Output;
        Assert.Contains("odd answer, PHPSESSID=***, *** and pin=***", logs, StringComparison.Ordinal);
        var seen = logs + (await RunAsync("status")).Output + (await RunAsync("alerts")).Output;
        await _engine.DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder.Path))
            seen += Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
        foreach (var secret in new[] { Known, Named, "pin=4711" })
            Assert.DoesNotContain(secret, seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_print_status_as_a_table_and_as_JSON()
    {
        Assert.Contains("paper trading", (await RunAsync("status")).Output);
        Assert.Contains("\"trading\": \"paper\"", (await RunAsync("status", "--json")).Output);
    }

    [Theory]
    [InlineData("opportunities")]
    [InlineData("executions", "list")]
    [InlineData("bindings", "list")]
    [InlineData("logs")]
    [InlineData("account", "list")]
    [InlineData("alerts")]
    [InlineData("report")]
    [InlineData("profit")]
    public async Task Should_print_every_list_as_a_table_and_as_JSON(params string[] args)
    {
        Assert.Equal(0, (await RunAsync(args)).Code);
        var (code, output, _) = await RunAsync([.. args, "--json"]);
        Assert.Equal(0, code);
        Assert.StartsWith("{", output);
    }

    [Fact]
    public async Task Should_end_the_doctor_with_code_1_and_the_remedy_when_a_step_fails()
    {
        Assert.Contains("arb account add", (await RunAsync("doctor")).Output);
        await RunAsync("account", "add", "anna", "https://sports.example/");
        var (code, output, _) = await RunAsync("doctor", "anna");
        Assert.Equal(ExitCodes.CheckFailed, code);
        Assert.Contains("arb account on anna, then log in", output);
    }

    [Fact]
    public async Task Should_complete_the_names_of_accounts()
    {
        await RunAsync("account", "add", "anna", "https://sports.example/");
        var line = $"arb doctor --data {_folder.Path} ";
        using var output = new StringWriter();
        await ArbCommandLine.InvokeAsync([$"[suggest:{line.Length}]", line], output, output);
        Assert.Contains("anna", output.ToString().Split('\n', StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Should_write_the_report_as_page_and_csv()
    {
        Assert.Equal(0, (await RunAsync("report", "--html", _folder.File("r.html"), "--csv", _folder.File("r.csv"))).Code);
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(_folder.File("r.html")));
        Assert.StartsWith("execution,mode,", await File.ReadAllTextAsync(_folder.File("r.csv")));
    }

    [Fact]
    public async Task Should_end_when_it_is_told_to_shut_down()
    {
        var stopped = _engine.StoppedAsync(CancellationToken.None);
        Assert.Equal(0, (await RunAsync("shutdown")).Code);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private HttpClient Http() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder.File("arb.sock")), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArbCommandLine.InvokeAsync([.. args, "--data", _folder.Path], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
