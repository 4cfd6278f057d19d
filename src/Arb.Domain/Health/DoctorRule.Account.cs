using Arb.Domain.Harvest;
using Arb.Domain.Sessions;

namespace Arb.Domain.Health;

/// <content>Steps 1 to 5: what the account and its worker report.</content>
public static partial class DoctorRule
{
    // One failed answer between good ones is the network; two in a row, or none good yet, is a finding.
    private const int FailuresThatCount = 2;

    private static Judgement Session(Case seen)
    {
        var (view, account, id) = (seen.View, seen.Account, seen.Id);
        List<DoctorEvidence> evidence =
        [
            new("account", $"{(view.Enabled ? "on" : "off")}, {AccountFsm.Name(view.State)}"),
            new("session", view.SessionGeneration == 0 ? "none" : $"number {view.SessionGeneration}, since {seen.Ago(view.SessionSince)}"),
        ];
        if (account.SessionHost is { } host)
            evidence.Add(new("site", $"{host}, cookies {account.Cookies}, tokens {account.Tokens}"));
        if (view.State == AccountState.Idle)
            return view.Enabled
                ? No("it did not start", evidence, view.LampReason, $"put right what it names, then: arb account on {id}")
                : No("the account is off", evidence, "nobody switched it on", $"arb account on {id}, then log in");
        if (view.State == AccountState.Starting)
            return No("not yet", evidence, "the account is starting", "wait a few seconds and ask again");
        if (view.State == AccountState.Stopping)
            return No("no", evidence, "the account is being reset; open executions end first", "wait and ask again; arb executions list shows what is open");
        if (account.BrowserTrouble is { } trouble)
            return No("its browser is in trouble", evidence, trouble, $"wait until it is started again, or log in in its window; when it was given up: arb account reset {id}");
        if (view.SessionGeneration > 0)
            return Yes($"session {view.SessionGeneration}, {seen.Ago(view.SessionSince)}", evidence);
        // The worker keeps the reason for which the last session went.
        var lost = seen.Facts.Worker?.Health.Reason ?? view.Worker?.Reason;
        var cause = lost is not null && lost.StartsWith("session lost", StringComparison.Ordinal) ? $"the bookmaker ended it: {lost}" : "nobody has logged in since the account was switched on";
        return No("there is no session", evidence, cause, account.HasBrowser
            ? $"log in at {Host(view.Url)} in the browser window and open the odds page"
            : $"log in with your browser, then: arb session import {id} --har FILE");
    }

    private static Judgement Worker(Case seen)
    {
        var (view, account, id) = (seen.View, seen.Account, seen.Id);
        var marked = view.Provider is null
            ? account.Contracts.Count == 0 ? "none" : $"not marked: {string.Join(", ", account.Contracts)}"
            : $"{view.Provider} at {account.ContractHost}";
        var evidence = new List<DoctorEvidence> { new("contract", marked) };
        if (view.Provider is null)
            return No("no: no provider is marked", evidence, account.Contracts.Count == 0 && !account.HasBrowser ? "there is no contract yet" : "nobody said which provider this is", account.Contracts.Count > 0
                ? $"arb contract mark {id} {string.Join('|', account.Contracts)}"
                : account.HasBrowser ? $"open the odds page in the browser window, then: arb contract mark {id} PROVIDER" : $"arb contract import {id} --har FILE, then: arb contract mark {id} PROVIDER");
        if (!account.CanHarvest)
            return No("no: the contract is not good for odds", evidence, string.Join("; ", view.ContractProblems), $"do what is missing in the bookmaker's page, then mark again: arb contract mark {id} {view.Provider}");
        if (!account.HasWorker)
            return No("no: there is no worker", evidence, view.State == AccountState.Active ? "it failed too often; a new one starts after a pause" : "the account is not ACTIVE yet", $"ask again in a moment; what it failed at: arb logs --level error");
        if (seen.Facts.Worker is not { } worker)
            return No("it did not answer", evidence, "the worker hangs, or the machine is too slow", $"the guardian restarts a silent worker; else: arb account reset {id}");
        evidence.Add(new("requests", $"{Number(worker.Polls.Sum(poll => poll.Sent))}, the last {seen.Ago(worker.LastSentAt)}"));
        if (worker.Health.ConsecutiveFailures > 0 && worker.NextAt is { } next)
            evidence.Add(new("next request", $"in {Span(next - seen.Facts.At)}, after {worker.Health.ConsecutiveFailures} failures in a row"));
        if (!worker.Registered)
            return No("no: it has no place in the book", evidence, "the market is starting over or down, or all of its columns are taken", "wait a moment; then arb logs --level error, and raise arb.market.max-sources when it names columns");
        if (worker.Health.Halted)
            return No("no: it is halted", evidence, worker.Health.Reason ?? "it waits for a session", $"log in again; if that does not help: arb account reset {id}");
        if (worker.LastSentAt is null)
            return No("not yet", evidence, "it has just begun", "wait a few seconds and ask again");
        if (seen.IsOld(worker.LastSentAt, seen.Limits.HeartbeatLimit) && worker.Health.ConsecutiveFailures == 0)
            return No("not any more", evidence, "its last request was never answered and its time limit did not end it", $"the guardian restarts a silent worker; else: arb account reset {id}");
        return Yes($"last request {seen.Ago(worker.LastSentAt)}", evidence);
    }

    private static Judgement Endpoint(Case seen)
    {
        var worker = seen.Facts.Worker!;
        var evidence = worker.Polls.Select(poll => new DoctorEvidence(poll.Name, Answer(poll, seen))).ToList();
        evidence.Add(new("contract", string.Join(", ", seen.Account.Endpoints)));
        var bad = worker.Polls.Where(IsFailing).Where(poll => !IsContentFailure(poll)).OrderByDescending(poll => poll.Role).FirstOrDefault();
        if (bad is not null)
        {
            var (cause, remedy) = Explain(bad, seen);
            return No($"{bad.Name} fails, {bad.FailuresInRow} in a row", evidence, cause, remedy);
        }
        return worker.Polls.All(poll => poll.Role != HarvestRole.Odds || poll.Good == 0 && poll.FailuresInRow == 0)
            ? No("not known yet", evidence, "odds were not answered yet", "wait a few seconds and ask again")
            : Yes($"{string.Join(", ", worker.Polls.Where(poll => poll.LastStatus > 0).Select(poll => $"{poll.Name} {poll.LastStatus}"))}", evidence);
    }

    /// <summary>Transport and status first: a wrong address, a refusal, a bookmaker in trouble.</summary>
    private static (string Cause, string Remedy) Explain(PollEvidence poll, Case seen)
    {
        var (id, provider) = (seen.Id, seen.View.Provider);
        var markAgain = seen.Account.HasBrowser
            ? $"open the odds page in the browser window, then: arb contract mark {id} {provider}"
            : $"record the odds page anew: arb contract import {id} --har FILE";
        return (poll.LastFailure, poll.LastStatus) switch
        {
            (TransportFailure.NotSent, _) => ($"no connection to {seen.Account.SessionHost}: name lookup, network or firewall", "check the network and whether the site opens in a browser; arb.http.connect-timeout is the limit"),
            (TransportFailure.TimedOut, _) => ("the site does not answer in time", "check whether it is slow in a browser too; arb.http.response-timeout is the limit"),
            (TransportFailure.ConnectionLost, _) => ("the connection broke while it answered", "usually the site or the network; it is tried again by itself"),
            (TransportFailure.TooLarge, _) => ("the answer is larger than arb.http.max-body", "raise arb.http.max-body, or record a page with fewer matches"),
            (TransportFailure.HeadersTooLarge, _) => ("the answer's headers are larger than arb.http.max-headers", "raise arb.http.max-headers; usually the site sets ever more cookies: log in anew in a fresh profile if it goes on"),
            (TransportFailure.Malformed, _) => ("what came back is no HTTP, or its compression is broken", "check proxy and network; open the site in a browser"),
            (_, 404 or 405 or 410) => ("the address is not there any more: the bookmaker moved it", markAgain),
            (_, >= 300 and < 400) => ("the bookmaker sends the request elsewhere: the address moved, or the session's site did", markAgain),
            (_, 429) => ("the bookmaker says that it is asked too often", "nothing: the worker waits as long as it was told; raise arb.harvest.odds-every if it repeats"),
            (_, >= 500) => ("the bookmaker's server is in trouble", "wait: the worker goes on by itself"),
            (_, 401 or 403) => ("the bookmaker refuses the request", "log in again; if that does not help, check in the browser whether the site is open to you"),
            (_, 400 or 422) => ("the bookmaker does not understand the request: its protocol changed, or a field of the contract is stale", markAgain),
            _ => (poll.Reason ?? "the answer cannot be used", markAgain),
        };
    }

    private static Judgement Data(Case seen)
    {
        var worker = seen.Facts.Worker!;
        var odds = worker.Polls.Where(poll => poll.Role == HarvestRole.Odds).ToList();
        var evidence = odds.Select(poll => new DoctorEvidence(poll.Name, $"{Number(poll.LastBytes)} bytes, {Body(poll.LastBody)}, {Number(poll.Rows)} rows so far")).ToList();
        evidence.Add(new("odds", $"last confirmed {seen.Ago(worker.Health.LastOddsAt)}"));
        if (odds.FirstOrDefault(poll => IsFailing(poll) && poll.LastBody is BodyKind.Empty or BodyKind.Page) is { } hollow)
            return No(
                "no", evidence, hollow.LastBody == BodyKind.Empty ? "the bookmaker answers with nothing" : "the bookmaker answers with a page instead of data",
                $"open the odds page in your browser: does it show odds? then mark again: arb contract mark {seen.Id} {seen.View.Provider}");
        if (odds.Any(IsFailing))
            return Yes("bytes arrive", evidence); // whether they can be read is the next question
        if (odds.Sum(poll => poll.Rows) == 0 && worker.Events == 0)
            return No("no: it is well formed and empty", evidence, "the bookmaker shows no matches on this page now, or the contract was recorded on a page of another sport or day", $"open the odds page in your browser; if there are odds, mark again: arb contract mark {seen.Id} {seen.View.Provider}");
        return odds.All(poll => seen.IsOld(poll.LastGoodAt, seen.Limits.OddsFreshness))
            ? No("not any more", evidence, "odds answers have stopped although requests go on", $"arb logs shows what the worker says; if it lasts: arb account reset {seen.Id}")
            : Yes($"{Number(odds.Sum(poll => poll.Rows))} rows", evidence);
    }

    private static Judgement Parser(Case seen)
    {
        var worker = seen.Facts.Worker!;
        var drops = worker.Health.Drops.OrderByDescending(drop => drop.Value).ThenBy(drop => drop.Key).ToList();
        List<DoctorEvidence> evidence =
        [
            new("decoded", $"{Number(worker.Events)} events, {Number(worker.Markets)} markets, {Number(worker.Health.OpenPrices)} open prices"),
            new("dropped", drops.Count == 0 ? "nothing" : string.Join(", ", drops.Select(drop => $"{Number(drop.Value)} {drop.Key}"))),
        ];
        if (worker.Sample is { } sample)
            evidence.Add(new("sample", sample));
        if (worker.Polls.FirstOrDefault(IsFailing) is { } unread)
            return No(
                $"{unread.Name} cannot be read", evidence, $"the bookmaker changed its format, or this is another protocol than {seen.View.Provider}: {unread.Reason}",
                $"check which provider the site is, mark again (arb contract mark {seen.Id} PROVIDER), and report it with arb logs if it stays");
        if (worker.Events == 0 || worker.Markets == 0)
        {
            var what = worker.Events == 0 ? "no event" : "no market";
            return drops.Count > 0
                ? No($"{what} is left", evidence, $"all were dropped, most as {drops[0].Key}", drops[0].Key == DropReason.OverLimit
                    ? "raise arb.harvest.max-events and arb.harvest.max-markets"
                    : "the bookmaker changed its format: report it with the counts above")
                : No($"{what} came", evidence, "the answers list leagues or matches without markets", "open the odds page in your browser; does it show odds for coming matches?");
        }
        if (worker.Health.OpenPrices > 0)
            return Yes($"{Number(worker.Health.OpenPrices)} open prices", evidence);
        return drops.FirstOrDefault(drop => drop.Key is DropReason.InvalidPrice or DropReason.Undecodable) is { Value: > 0 } wrong
            ? No("no price is left", evidence, $"{Number(wrong.Value)} were dropped as {wrong.Key}: the price format differs from what the contract says", "set the odds format of the site to what it was when you recorded, log in and mark again")
            : No("all prices are closed", evidence, "the bookmaker has suspended everything it lists", "nothing: wait; check in the browser whether it takes bets");
    }

    private static bool IsFailing(PollEvidence poll) => poll.FailuresInRow >= FailuresThatCount || (poll.FailuresInRow > 0 && poll.Good == 0);

    /// <summary>It came with status 200: what it holds is the matter of the next two steps.</summary>
    private static bool IsContentFailure(PollEvidence poll) => poll.LastFailure == TransportFailure.None && poll.LastStatus == 200;

    private static string Answer(PollEvidence poll, Case seen)
    {
        var last = poll.Sent == 0 ? "not asked yet"
            : poll.LastFailure != TransportFailure.None ? $"no answer ({poll.LastFailure})"
            : poll.LastStatus == 0 ? "no answer yet"
            : $"last status {poll.LastStatus}";
        return $"{last}, {Number(poll.Sent)} sent, {Number(poll.Good)} good, last good {seen.Ago(poll.LastGoodAt)}{(poll.Reason is null ? "" : $": {poll.Reason}")}";
    }

    private static string Body(BodyKind kind) => kind switch
    {
        BodyKind.None => "no body",
        BodyKind.Empty => "empty",
        BodyKind.Page => "a page",
        BodyKind.Json => "JSON",
        _ => "text",
    };

    private static string Host(string url) => Uri.TryCreate(url, UriKind.Absolute, out var site) ? site.Host : "the site";
}
