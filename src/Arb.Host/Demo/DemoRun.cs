using Arb.Domain;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Host.Cli;
using Arb.Host.Configuration;
using Arb.Host.Control;
using Arb.Host.Engine;
using Arb.Host.Views;
using Spectre.Console;
using StartEngine = Arb.Domain.Commands.StartEngine;
using StopEngine = Arb.Domain.Commands.StopEngine;

namespace Arb.Host.Demo;

/// <summary>What to show.</summary>
/// <param name="Folder">Data folder.</param>
/// <param name="For">How long opportunities are taken; null until Ctrl-C.</param>
/// <param name="Seed">Seed of the simulated world.</param>
/// <param name="Browser">Sessions through real browsers.</param>
/// <param name="Headless">Browsers without a window.</param>
internal sealed record DemoOptions(string Folder, TimeSpan? For, long Seed, bool Browser = false, bool Headless = false);

/// <summary>The demo from start to summary.</summary>
internal sealed class DemoRun(DemoOptions options, CliOutput output)
{
    private const int ShownExecutions = 6;
    private const int PlainEvery = 5;
    private static readonly TimeSpan WindDown = TimeSpan.FromSeconds(60);

    private readonly HashSet<string> _green = new(StringComparer.Ordinal);
    private readonly HashSet<(string Bookmaker, string Reference)> _byHand = [];

    /// <summary>Runs it; returns the exit code.</summary>
    /// <param name="stop">Cancelled at Ctrl-C: running executions end, and the checks follow.</param>
    /// <param name="quick">Cancelled when there is no time for that.</param>
    public async Task<int> RunAsync(CancellationToken stop, CancellationToken quick)
    {
        string[] browsers = options.Browser ? ["arb.session.source=chrome", $"arb.browser.headless={(options.Headless ? "on" : "off")}"] : [];
        var settings = ArbSettings.From(ConfigLoader.Load(null, "demo.conf", browsers)) with { DataFolder = options.Folder };
        settings = settings with { Engine = settings.Engine with { PlayMoney = true }, Commands = settings.Commands with { PlayMoney = true } };
        output.Line("arb demo: DEMO, play money only: three simulated bookmakers on this machine");
        if (options.Browser)
            output.Line("SIMULATED USER: a program presses the keys that a person would press, in one real browser per account; everything else is what you would see");
        SandboxProcess? sandbox = null;
        EngineHost? engine = null;
        try
        {
            sandbox = await StepAsync("starting the bookmakers (own process)", () => SandboxProcess.StartAsync(options.Seed, stop));
            engine = await StepAsync("starting the engine", () => EngineHost.StartAsync(settings, RuntimeMode.Production, consoleLog: false));
            using var client = new ControlClient(options.Folder);
            var user = new DemoUser(client);
            foreach (var bookmaker in sandbox.Bookmakers)
            {
                if (options.Browser)
                {
                    var (books, browsersOpen) = (sandbox, engine.Browsers!);
                    _byHand.UnionWith(await StepAsync($"{bookmaker.Name}: browser at {bookmaker.Url.Authority}, login typed, one bet by hand, provider {bookmaker.Protocol} picked", () =>
                        new BrowserUser(user, browsersOpen, books).OpenAccountAsync(bookmaker, stop)));
                    continue;
                }
                await StepAsync($"{bookmaker.Name}: account, login at {bookmaker.Url.Authority}, session, contract {bookmaker.Protocol}", async () =>
                {
                    await user.OpenAccountAsync(bookmaker, stop);
                    return true;
                });
            }
            await user.DoAsync(new StartEngine(), stop);
            if (engine.Dashboard is { } desk)
                await DashboardCommand.PrintAsync(output.Out, desk.NewLink(), options.Folder);
            await ShowAsync(client, stop);
            await StepAsync("no new executions; waiting for the running ones to end", () => WindDownAsync(client, user, quick));
            return await SummaryAsync(client, sandbox, stop.IsCancellationRequested, quick);
        }
        catch (OperationCanceledException) when (quick.IsCancellationRequested)
        {
            output.Line("ended at once, without the checks: the terminal was closed, or the machine goes down");
            return ExitCodes.CheckFailed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.Line("stopped before the engine was running; nothing to check");
            return ExitCodes.Ok;
        }
        finally
        {
            if (engine is not null)
                await engine.DisposeAsync();
            if (sandbox is not null)
                await sandbox.DisposeAsync();
        }
    }

    private async Task<T> StepAsync<T>(string what, Func<Task<T>> step)
    {
        T result;
        if (output.IsTerminal)
            result = await output.Console.Status().Spinner(Spinner.Known.Line).StartAsync(Markup.Escape(what), _ => step());
        else
            result = await step();
        output.Console.MarkupLine($"  [green]ok[/]  {Markup.Escape(what)}");
        return result;
    }

    private async Task ShowAsync(ControlClient client, CancellationToken stop)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.For is { } length)
            until.CancelAfter(length);
        output.Line(options.For is { } seconds ? $"running for {seconds.TotalSeconds:0} s; log: {LogFile}" : $"running until Ctrl-C; log: {LogFile}");
        try
        {
            if (output.IsTerminal)
                await output.Console.Live(new Spectre.Console.Text("")).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom)
                    .StartAsync(live => FollowAsync(client, (status, recent) => live.UpdateTarget(Page(status, recent)), until.Token));
            else
                await FollowAsync(client, Plain(), until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The time is over, or the user stopped it.
        }
    }

    private async Task FollowAsync(ControlClient client, Action<StatusReport, ExecutionList> show, CancellationToken cancel)
    {
        await foreach (var reply in client.WatchAsync(cancel))
        {
            if (reply is not StatusReport status)
                continue;
            foreach (var account in status.Accounts)
                if (account.Lamp == Lamp.Green && account.Provider is { } provider)
                    _green.Add(provider);
            if (await client.SendAsync(new ListExecutions(ShownExecutions), cancel) is ExecutionList recent)
                show(status, recent);
        }
        throw new DemoException($"the engine ended by itself; its log: {LogFile}");
    }

    private Action<StatusReport, ExecutionList> Plain()
    {
        var count = 0;
        return (status, _) =>
        {
            if (count++ % PlainEvery != 0)
                return;
            output.Line(StatusView.Line(status));
            output.Out.Flush();
        };
    }

    private Rows Page(StatusReport status, ExecutionList recent) =>
        new(StatusView.Build(status), ExecutionViews.Table(recent.Executions, output.Console.Profile.Width, playMoney: true), new Markup("[grey]Ctrl-C ends the demo · simulated bookmakers, play money[/]"));

    private static async Task<bool> WindDownAsync(ControlClient client, DemoUser user, CancellationToken quick)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(quick);
        deadline.CancelAfter(WindDown);
        await user.DoAsync(new StopEngine(), deadline.Token);
        try
        {
            await foreach (var reply in client.WatchAsync(deadline.Token))
                if (reply is StatusReport { ExecutionsRunning: 0, Locks: 0, Gaps.Count: 0 })
                    return true;
        }
        catch (OperationCanceledException) when (!quick.IsCancellationRequested)
        {
            // The checks say what is still open.
        }
        return false;
    }

    private async Task<int> SummaryAsync(ControlClient client, SandboxProcess sandbox, bool stoppedByHand, CancellationToken quick)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(quick);
        deadline.CancelAfter(WindDown);
        var user = new DemoUser(client);
        var status = (StatusReport)await user.DoAsync(new GetStatus(), deadline.Token);
        var rows = (ExecutionList)await user.DoAsync(new ListExecutions(10_000), deadline.Token);
        var executions = new List<AuditHistory>();
        foreach (var row in rows.Executions)
            executions.Add(((ExecutionDetails)await user.DoAsync(new ShowExecution(row.Execution.Value), deadline.Token)).Execution);
        var books = await BookmakerBooks.ReadAsync(sandbox, deadline.Token);
        books = books with { Bets = [.. books.Bets.Where(bet => !_byHand.Contains((bet.Bookmaker, bet.Reference)))] };
        var checks = DemoChecks.Of(new DemoEvidence([.. sandbox.Bookmakers.Select(b => b.Protocol)], _green, executions, status.Locks, books) { StoppedByHand = stoppedByHand });
        if (options.Browser)
            checks = [.. checks, EvidenceCheck.Of(LogFile, [.. sandbox.Bookmakers.Select(b => b.Name)])];
        output.Console.Write(ExecutionViews.Table([.. rows.Executions.Take(ShownExecutions)], output.Console.Profile.Width, playMoney: true));
        foreach (var check in checks)
            output.Console.MarkupLine($"  {(check.NotSeen ? "[yellow]-     [/]" : check.Holds ? "[green]ok    [/]" : "[red]FAILED[/]")}  {Markup.Escape(check.Name)}: {Markup.Escape(check.Detail)}");
        output.Line("");
        output.Line($"executions: {Count(executions, ExecutionResult.Complete)} complete, {Count(executions, ExecutionResult.Hedged)} hedged, "
            + $"{executions.Count(e => e.Row.Result is ExecutionResult.Aborted or ExecutionResult.Flat)} ended without a position; locked profit {Show.Money(status.LockedProfit)} USD");
        output.Line($"audit:      sqlite3 {Show.Shell(Path.Combine(options.Folder, "arb.db"))} \"SELECT execution, match_name, result, worst_profit FROM execution_audit_log\"");
        output.Line($"steps:      sqlite3 {Show.Shell(Path.Combine(options.Folder, "arb.db"))} \"SELECT * FROM execution_history\"");
        output.Line($"log:        {LogFile}");
        var failed = checks.Count(check => !check.Holds);
        var unseen = checks.Count(check => check.NotSeen);
        output.Line(failed == 0 ? unseen == 0 ? "demo: every check holds" : $"demo: every check of what was seen holds; {unseen} not seen yet, let it run longer" : $"demo: {failed} of {checks.Count} checks FAILED");
        return failed == 0 ? ExitCodes.Ok : ExitCodes.CheckFailed;
    }

    private string LogFile => Path.Combine(options.Folder, "arb.log");

    private static int Count(List<AuditHistory> executions, ExecutionResult result) => executions.Count(e => e.Row.Result == result);
}
