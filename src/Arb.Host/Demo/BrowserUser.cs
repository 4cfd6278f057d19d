using Arb.Browser.Exports;
using Arb.Browser.Simulation;
using Arb.Domain.Commands;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Host.Engine;
using Arb.Providers;

namespace Arb.Host.Demo;

/// <summary>Does what a person does (L28) with a browser: adds the account, switches it on, logs in with the keyboard, places one smallest bet, picks the provider.</summary>
internal sealed class BrowserUser(DemoUser user, OpenBrowsers browsers, SandboxProcess sandbox)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Opens the account; the bets that were placed by hand meanwhile: the engine knows nothing of them.</summary>
    public async Task<IReadOnlyList<(string Bookmaker, string Reference)>> OpenAccountAsync(DemoBookmaker bookmaker, CancellationToken cancel)
    {
        await user.DoAsync(new AddAccount(bookmaker.Name, bookmaker.Url.ToString(), "USD", 0m), cancel);
        await user.DoAsync(new SwitchAccount(bookmaker.Name, true), cancel);
        await UntilAsync($"the browser of {bookmaker.Name}", async () =>
        {
            var view = ((StatusReport)await user.DoAsync(new GetStatus(), cancel)).Accounts.Single(account => account.Account == bookmaker.Name);
            return view.State == AccountState.Idle ? throw new DemoException($"{bookmaker.Name}: {view.LampReason}") : view.State == AccountState.WaitProvider;
        }, cancel);
        var browser = browsers.Find(new AccountId(bookmaker.Name)) ?? throw new DemoException($"{bookmaker.Name} has no browser");
        try
        {
            var person = new SimulatedUser(browser, new CaptureReader(BuiltInProtocols.All()));
            await person.LogInAsync(bookmaker.User, bookmaker.Password, cancel);
            await person.BetAsync(cancel);
        }
        catch (BrowserException failed)
        {
            throw new DemoException($"{bookmaker.Name}: {failed.Message}", failed);
        }
        // Before the provider is marked the engine cannot bet here: what is booked by now was booked by hand.
        var byHand = (await BookmakerBooks.ReadAsync(sandbox, cancel)).Bets.Where(bet => bet.Bookmaker == bookmaker.Name).Select(bet => (bet.Bookmaker, bet.Reference)).ToList();
        await UntilAsync($"a contract of {bookmaker.Name}", async () =>
            await user.TryAsync(new MarkContract(bookmaker.Name, bookmaker.Protocol), cancel) is ContractList list && list.Contracts.Any(c => c.Contract.Active && c.Validation is { CanHarvest: true, CanBet: true }), cancel);
        return byHand;
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        using var timer = new PeriodicTimer(Glance);
        try
        {
            while (!await holds())
                await timer.WaitForNextTickAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DemoException($"no {what} within {Patience.TotalSeconds:0} s");
        }
    }
}

/// <summary>The evidence of L27: for each account the five lines, in their order, in the engine's own log.</summary>
internal static class EvidenceCheck
{
    private static readonly string[] Lines = ["[WORKER] session injected", "[WORKER] MATCH OK (200)", "[WORKER] ODDS OK (200)", "[INGEST] odds_batch count", "[STATUS] provider -> LIVE"];

    public static DemoCheck Of(string logFile, IReadOnlyList<string> accounts)
    {
        string[] log;
        using (var file = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (var reader = new StreamReader(file))
            log = reader.ReadToEnd().Split('\n');
        var missing = new List<string>();
        foreach (var account in accounts)
        {
            var own = log.Where(line => line.Contains($"{account}/", StringComparison.Ordinal)).ToList();
            var from = 0;
            foreach (var wanted in Lines)
            {
                var at = own.FindIndex(from, line => line.Contains(wanted, StringComparison.Ordinal));
                if (at < 0)
                {
                    missing.Add($"{account}: {wanted}");
                    break;
                }
                from = at + 1;
            }
        }
        return new DemoCheck("every account logged its evidence in order, from session to LIVE", missing.Count == 0, missing.Count == 0 ? string.Join(", ", accounts) : $"missing: {string.Join("; ", missing)}");
    }
}
