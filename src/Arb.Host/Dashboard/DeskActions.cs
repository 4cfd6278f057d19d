using System.Globalization;
using Arb.Domain.Commands;
using Arb.Domain.Execution;
using Arb.Domain.Primitives;
using StartEngine = Arb.Domain.Commands.StartEngine;
using StopEngine = Arb.Domain.Commands.StopEngine;

namespace Arb.Host.Dashboard;

/// <summary>What came of a form.</summary>
/// <param name="Ok">True when the engine did it.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">One sentence for people.</param>
/// <param name="Stays">True when it is to be read until the person puts it away.</param>
public sealed record DeskOutcome(bool Ok, int Status, string Text, bool Stays);

/// <summary>Forms to commands: fields in, one command out, its answer as a sentence. Everything is checked by the engine; here a field is only what it says it is.</summary>
internal sealed class DeskActions(Func<ArbCommand, CancellationToken, Task<CommandReply>> ask)
{
    private const string Prefix = "/do/";
    private const string ByDesk = "operator (dashboard)";

    /// <summary>Runs an action; null when there is none of that name.</summary>
    public async Task<DeskOutcome?> RunAsync(string path, IFormCollection form, CancellationToken cancel)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        ArbCommand? command;
        try
        {
            command = Read(path[Prefix.Length..], form);
        }
        catch (FormatException wrong)
        {
            return new DeskOutcome(false, StatusCodes.Status400BadRequest, wrong.Message, true);
        }
        return command is null ? null : Tell(await ask(command, cancel));
    }

    private static ArbCommand? Read(string action, IFormCollection form) => action switch
    {
        "engine-start" => new StartEngine(),
        "engine-stop" => new StopEngine(),
        "engine-kill" => new KillSwitch(Text(form, "reason") is { Length: > 0 } reason ? reason : ByDesk),
        "account-add" => Add(form),
        "account-on" => new SwitchAccount(Text(form, "account"), true),
        "account-off" => new SwitchAccount(Text(form, "account"), false),
        "account-reset" => new ResetAccount(Text(form, "account")),
        "account-remove" => new RemoveAccount(Text(form, "account")),
        "contract-mark" => new MarkContract(Text(form, "account"), Text(form, "provider")),
        "contract-suggest" => new SuggestContract(Text(form, "account"), Whole(form, "group"), Optional(form, "bookmaker"), Optional(form, "accept")),
        "extension-pair" => new PairExtension(Text(form, "account")),
        "extension-unpair" => new UnpairExtension(Text(form, "account")),
        "execution-resolve" => new DecideExecution(Text(form, "execution"), Whole(form, "leg"), Choice<PersonVerdict>(form, "verdict"), Optional(form, "reference"), Text(form, "note"), Amount(form, "odds"), Amount(form, "stake")),
        "bet-settle" => new SettleBet(Text(form, "execution"), Whole(form, "leg") ?? throw Missing("leg"), Choice<BetStatus>(form, "status"), Money(form, "returned"), Text(form, "note")),
        "opportunity-rearm" => new ArmOpportunity(Text(form, "opportunity")),
        "plan-approve" => new ApprovePlan(Text(form, "plan")),
        "exposure-set" => new SetExposure(Text(form, "account"), Money(form, "per-match"), Money(form, "total")),
        "binding-same" => new DecideBinding(Text(form, "first"), Text(form, "second"), true, false),
        "binding-mirrored" => new DecideBinding(Text(form, "first"), Text(form, "second"), true, true),
        "binding-different" => new DecideBinding(Text(form, "first"), Text(form, "second"), false, false),
        _ => null,
    };

    /// <summary>An account without a name takes that of its site.</summary>
    private static AddAccount Add(IFormCollection form)
    {
        var url = Text(form, "url");
        var name = Text(form, "account").ToLowerInvariant();
        if (name.Length == 0 && Uri.TryCreate(url, UriKind.Absolute, out var site) && site.HostNameType == UriHostNameType.Dns)
            name = site.Host.Split('.').FirstOrDefault(part => part != "www") is { } part && AccountId.IsValid(part) ? part : "";
        if (name.Length == 0)
            throw new FormatException("give the account a name: a-z, 0-9, '-' and '_', at most 40");
        var percent = Text(form, "commission");
        return new AddAccount(name, url, Text(form, "currency").ToUpperInvariant(), percent.Length == 0 ? 0m : Money(form, "commission") / 100m);
    }

    private static DeskOutcome Tell(CommandReply reply) => reply switch
    {
        CommandFailed failed => new DeskOutcome(false, Status(failed.Kind), failed.Message, true),
        Done done => new DeskOutcome(true, StatusCodes.Status200OK, done.Message, false),
        ExtensionCode code => new DeskOutcome(
            true, StatusCodes.Status200OK, string.Create(CultureInfo.InvariantCulture, $"Type {code.Code} into the extension of {code.Account} (port {code.Port}); good once, until {code.Until.ToLocalTime():HH:mm:ss}."), true),
        ContractList contracts => Tell(contracts),
        SuggestedContract suggested => Tell(suggested),
        _ => new DeskOutcome(true, StatusCodes.Status200OK, "done", false),
    };

    /// <summary>What the mapping makes of the feed, beside the site for a person to compare.</summary>
    private static DeskOutcome Tell(SuggestedContract suggested)
    {
        if (suggested.Answer.Proposal is not { } proposal)
            return new DeskOutcome(false, StatusCodes.Status200OK, suggested.Answer.Reason ?? "no mapping could be proposed from what was captured", true);
        var read = string.Create(CultureInfo.InvariantCulture, $"{proposal.Endpoint}: {proposal.Events} events, {proposal.Markets} markets, {proposal.Prices} open prices. ");
        var sample = string.Join("; ", proposal.Preview.Take(2).Select(match => $"{match.Home} v {match.Away}: {string.Join(", ", match.Markets.Take(2))}"));
        var next = suggested.StoredAs is { } name ? $"Stored as {name}, for prices only: compare it with the site, then mark {name}." : "Compare it with the site; if it is right, give it a name and propose again.";
        return new DeskOutcome(true, StatusCodes.Status200OK, $"{read}{sample}. {next}", true);
    }

    private static DeskOutcome Tell(ContractList contracts)
    {
        var marked = contracts.Contracts.FirstOrDefault(one => one.Contract.Active);
        return marked is null
            ? new DeskOutcome(true, StatusCodes.Status200OK, "stored; no provider is marked yet", false)
            : marked.Validation.Problems.Count == 0
                ? new DeskOutcome(true, StatusCodes.Status200OK, $"{marked.Contract.Provider} is marked: good for odds and bets", false)
                : new DeskOutcome(
                    marked.Validation.CanHarvest, StatusCodes.Status200OK, $"{marked.Contract.Provider} is marked, {(marked.Validation.CanBetOnPaper ? "for odds and bets on paper; before live trading" : marked.Validation.CanHarvest ? "for odds only" : "not usable yet")}: {string.Join("; ", marked.Validation.Problems)}", true);
    }

    private static int Status(FailureKind kind) => kind switch
    {
        FailureKind.BadRequest => StatusCodes.Status400BadRequest,
        FailureKind.Refused => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status502BadGateway,
    };

    private static string Text(IFormCollection form, string field) => form[field].ToString().Trim();

    private static string? Optional(IFormCollection form, string field) => Text(form, field) is { Length: > 0 } text ? text : null;

    private static int? Whole(IFormCollection form, string field)
    {
        var text = Text(form, field);
        return text.Length == 0 ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"{field}: '{text}' is no whole number");
    }

    private static decimal? Amount(IFormCollection form, string field) => Text(form, field).Length == 0 ? null : Money(form, field);

    private static decimal Money(IFormCollection form, string field)
    {
        var text = Text(form, field);
        return text.Length == 0 ? throw Missing(field)
            : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
            : throw new FormatException($"{field}: '{text}' is no number like 12.50");
    }

    private static T Choice<T>(IFormCollection form, string field)
        where T : struct, Enum
    {
        var text = Text(form, field);
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw new FormatException(text.Length == 0 ? $"choose a {field}" : $"{field}: '{text}' is not known");
    }

    private static FormatException Missing(string field) => new($"{field} is missing");
}
