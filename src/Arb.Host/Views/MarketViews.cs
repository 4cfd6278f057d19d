using Arb.Domain.Commands;
using Arb.Domain.Discovery;
using Arb.Host.Cli;
using Spectre.Console;

namespace Arb.Host.Views;

/// <summary>Opportunities and bindings for people.</summary>
internal static class MarketViews
{
    public static void Opportunities(CliOutput output, OpportunityList list)
    {
        if (list.Opportunities.Count == 0)
        {
            output.Line("no opportunity stands now");
            return;
        }
        var table = new Table().Border(TableBorder.Square).Expand();
        table.AddColumn(new TableColumn("margin").RightAligned().NoWrap());
        table.AddColumn("match");
        table.AddColumn("market");
        table.AddColumn("prices");
        table.AddColumn(new TableColumn("kick-off").NoWrap());
        table.AddColumn("verdict");
        foreach (var view in list.Opportunities)
        {
            var found = view.Opportunity;
            table.AddRow(
                Show.Percent(found.Margin),
                Markup.Escape($"{found.Match.Home} - {found.Match.Away}"),
                Markup.Escape(Show.Market(found.Market.Kind, found.Market.Period, found.Market.Line)),
                Markup.Escape(string.Join("\n", found.Legs.Select(leg => $"{leg.Selection} {leg.Odds} {leg.Market.Source}"))),
                Show.Day(found.Match.KickOff),
                Markup.Escape(view.Verdict));
        }
        output.Console.Write(table);
        if (list.Opportunities.Count < list.Total)
            output.Line($"{list.Opportunities.Count} of {list.Total}; more: --limit N");
    }

    public static void Plans(CliOutput output, PlanList list)
    {
        if (list.Plans.Count > 0)
        {
            var table = new Table().Border(TableBorder.Square).Expand().AddColumn(new TableColumn("plan").NoWrap()).AddColumn("match").AddColumn("market").AddColumn("stakes")
                .AddColumn(new TableColumn("worst").RightAligned().NoWrap()).AddColumn(new TableColumn("lapses").NoWrap());
            foreach (var plan in list.Plans)
            {
                table.AddRow(
                    plan.Id,
                    Markup.Escape($"{plan.Match.Home} - {plan.Match.Away}"),
                    Markup.Escape(Show.Market(plan.Market.Kind, plan.Market.Period, plan.Market.Line)),
                    Markup.Escape(string.Join("\n", plan.Legs.Select(leg => $"{Show.Money(leg.Stake)} on {leg.Selection} {leg.Odds} {leg.Account}"))),
                    Show.Money(plan.WorstProfit),
                    plan.ApprovedBy is null ? Show.Time(plan.Until) : "approved");
            }
            output.Console.Write(table);
        }
        output.Line($"{(list.Plans.Count == 0 ? "no plan waits for approval" : "arb approve PLAN lets one go on to its fresh quotes")} (arb.engine.approve = {list.Rule}; {(list.Asks ? "the next plan waits" : "the next plan does not wait")}{(list.Begun is { } begun ? $"; live executions so far: {begun}" : "")})");
    }

    public static void Bindings(CliOutput output, BindingList list)
    {
        var bound = new Table().Border(TableBorder.Square).Title(list.Bindings.Count < list.Bound ? $"{list.Bindings.Count} of {list.Bound} bound matches (--limit N)" : $"{list.Bindings.Count} bound matches").AddColumn("match").AddColumn("league").AddColumn("kick-off").AddColumn("events");
        foreach (var match in list.Bindings)
        {
            bound.AddRow(
                Markup.Escape($"{match.Home} - {match.Away}"), Markup.Escape(match.League), Show.Day(match.KickOff), Markup.Escape(string.Join(" ", match.Members) + (match.ByOperator ? " (by you)" : "")));
        }
        output.Console.Write(bound);
        foreach (var offset in list.Offsets)
            output.Line($"clocks: {offset.Second} has {offset.Events} matches of {offset.First} {Math.Abs(offset.Minutes)} minutes {(offset.Minutes > 0 ? "later" : "earlier")}; one of the feeds is read in the wrong time zone");
        Unbound(output, list);
        if (list.Questions.Count == 0)
        {
            output.Line("no pair waits for your decision");
            return;
        }
        var open = new Table().Border(TableBorder.Square).Title($"{Math.Max(list.Asked, list.Questions.Count)} pairs wait for your decision{(list.Questions.Count < list.Asked ? $", {list.Questions.Count} shown" : "")} (arb bindings accept|refuse)");
        open.AddColumn("first").AddColumn("second").AddColumn("why");
        foreach (var question in list.Questions)
        {
            open.AddRow(
                Markup.Escape($"{question.First.Key}\n{question.First.Home.Display} - {question.First.Away.Display}\n{question.First.League} {Show.Day(question.First.KickOff)}"),
                Markup.Escape($"{question.Second.Key}\n{question.Second.Home.Display} - {question.Second.Away.Display}\n{question.Second.League} {Show.Day(question.Second.KickOff)}"),
                Markup.Escape(BindingSentences.Of(question.Reason) + (question.Mirrored ? " (home and away exchanged: --mirrored)" : "")));
        }
        output.Console.Write(open);
    }

    public static void Aliases(CliOutput output, AliasList list)
    {
        output.Line($"{list.BuiltIn} names in the program's own list; {list.Total} pairs kept of yours, {list.Learned.Count} learned from your answers");
        if (list.Kept.Count > 0)
        {
            var kept = new Table().Border(TableBorder.Square).AddColumn("name").AddColumn("name").AddColumn("is").AddColumn("from").AddColumn("since");
            foreach (var alias in list.Kept)
                kept.AddRow(Markup.Escape(alias.First), Markup.Escape(alias.Second), alias.Same ? "the same team" : "another team", Markup.Escape(alias.Source), Show.Day(alias.At));
            output.Console.Write(kept);
        }
        if (list.Learned.Count == 0)
            return;
        var learned = new Table().Border(TableBorder.Square).Title("learned (arb bindings refuse of the pair takes it back)").AddColumn("name").AddColumn("name").AddColumn("of").AddColumn("binding");
        foreach (var name in list.Learned)
            learned.AddRow(Markup.Escape(name.First), Markup.Escape(name.Second), name.IsLeague ? "leagues" : "teams", Markup.Escape(name.Binding));
        output.Console.Write(learned);
    }

    // Lines and no table: a pair's two names, ids and reason are wider than a terminal.
    private static void Unbound(CliOutput output, BindingList list)
    {
        if (list.UnboundTotal == 0)
            return;
        output.Line($"{list.UnboundTotal} events that another book surely has are bound to none{(list.Unbound.Count < list.UnboundTotal ? $"; the next {list.Unbound.Count} by kick-off:" : ":")}");
        var pairs = UnboundPairs.Of(list);
        foreach (var item in pairs)
        {
            output.Line("");
            output.Line($"{item.Event.Home.Display} - {item.Event.Away.Display}");
            output.Line($"  {item.Event.Key}, {Show.Day(item.Event.KickOff)}, {item.Event.League}");
            if (item.Partners.Count == 0)
                output.Line("  no event of another book is near it");
            foreach (var partner in item.Partners)
            {
                output.Line($"  may be {partner.Event.Home.Display} - {partner.Event.Away.Display}");
                output.Line($"    {BindingSentences.Of(partner.Reason)}");
                output.Line($"    arb bindings accept {item.Event.Key} {partner.Event.Key}{(partner.Mirrored ? " --mirrored" : "")}");
            }
        }
        if (pairs.Count < list.Unbound.Count)
            output.Line($"{(pairs.Count > 0 ? "\n" : "")}each pair is listed once{(list.Questions.Count > 0 ? "; some wait for your decision, below" : "")}");
        output.Line("");
    }
}
