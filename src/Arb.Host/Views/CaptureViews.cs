using System.Globalization;
using Arb.Domain.Commands;
using Arb.Host.Cli;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>Captures and proposals for people.</summary>
internal static class CaptureViews
{
    private const int Rows = 60;

    public static void Show(CliOutput output, CaptureList list)
    {
        if (list.Groups.Count == 0)
        {
            output.Line(list.Advice);
            return;
        }
        var table = new Table().Border(TableBorder.Square)
            .AddColumn("#").AddColumn("endpoint").AddColumn("count").AddColumn("every").AddColumn("type").AddColumn("chars").AddColumn("looks like").AddColumn("odds").AddColumn("secret").AddColumn("first").AddColumn("last");
        foreach (var group in list.Groups.Take(Rows))
        {
            table.AddRow(
                Number(group.Number),
                Markup.Escape($"{(group.Kind == "HTTP" ? "" : group.Kind + " ")}{group.Method} {group.Host}{Short(group.Path)}"),
                Number(group.Count),
                group.Cadence is { } cadence ? string.Create(CultureInfo.InvariantCulture, $"{cadence.TotalSeconds:0.#} s") : "-",
                Markup.Escape(group.ContentType),
                group.SmallestChars == group.LargestChars ? Number(group.LargestChars) : $"{group.SmallestChars}–{group.LargestChars}",
                group.Provider is { } provider ? $"[green]{Markup.Escape($"{provider} {group.Role}")}[/]" : "-",
                Number(group.OddsCount),
                group.HasSecret ? "yes" : "no",
                group.FirstAt.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                group.LastAt.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        }
        output.Console.Write(table);
        if (list.Groups.Count > Rows)
            output.Line($"and {list.Groups.Count - Rows} more, asked less often: --json has them all");
        output.Line(list.Advice);
    }

    public static void Show(CliOutput output, string account, SuggestedContract suggested)
    {
        var proposal = suggested.Answer.Proposal!;
        var mapping = proposal.Contract.Mapping!;
        output.Line($"{proposal.Endpoint}");
        output.Line($"read by {(proposal.Source == "structure" ? "its structure" : $"the ready mapping {proposal.Source}")}: {proposal.Events} events, {proposal.Markets} markets, {proposal.Prices} open prices"
            + (proposal.Drops.Count == 0 ? "" : $"; dropped: {string.Join(", ", proposal.Drops.OrderBy(drop => drop.Key).Select(drop => $"{drop.Value} {drop.Key}"))}"));
        foreach (var match in proposal.Preview)
        {
            output.Line($"  {match.EventId}  {match.League}: {match.Home} v {match.Away}, {match.KickOff.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC{(match.InPlay ? ", running" : "")}");
            foreach (var market in match.Markets)
                output.Line($"      {market}");
        }
        foreach (var note in proposal.Notes)
            output.Line($"  note: {note}");
        output.Line($"paths: events {mapping.Events}, id {mapping.EventId}, names {mapping.Home} and {mapping.Away}, kick-off {mapping.KickOff} ({mapping.Time}), league {mapping.League ?? "none"}, prices {mapping.Format}");
        output.Line(suggested.StoredAs is { } name
            ? $"stored as {name}, for prices only; compare it with what the site shows, then: arb contract mark {account} {name}"
            : $"compare it with what the site shows; if it is right: arb contract suggest {account} --accept NAME");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Short(string path) => path.Length > 70 ? path[..69] + "…" : path;
}
