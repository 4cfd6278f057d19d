using System.CommandLine;
using Arb.Domain.Commands;
using Arb.Host.Views;

namespace Arb.Host.Cli;

/// <summary><c>arb bindings …</c>.</summary>
internal static class BindingCommands
{
    public static Command Build()
    {
        var limit = EngineCall.Limit(50);
        var first = new Argument<string>("first") { Description = "One event, e.g. cmd:123." };
        var second = new Argument<string>("second") { Description = "The other, e.g. sbo:77." };
        var unbound = new Option<bool>("--unbound") { Description = "Also the events that another book surely has and that are bound to none, with their likeliest partners and why not." };
        var mirrored = new Option<bool>("--mirrored") { Description = "One lists home and away the other way round." };
        return new Command("bindings", "Which events of different bookmakers are the same match.")
        {
            EngineCall.Command("list", "Bound matches, and pairs that wait for your decision.", [limit, unbound], parsed => new ListBindings(parsed.GetValue(limit)) { Unbound = parsed.GetValue(unbound) }, (output, reply) =>
                MarketViews.Bindings(output, (BindingList)reply)),
            EngineCall.Command("accept", "These two events are one match; kept.", [first, second, mirrored], parsed =>
                new DecideBinding(parsed.GetValue(first)!, parsed.GetValue(second)!, true, parsed.GetValue(mirrored))),
            EngineCall.Command("refuse", "These two events are different matches; kept.", [first, second], parsed =>
                new DecideBinding(parsed.GetValue(first)!, parsed.GetValue(second)!, false, false)),
        };
    }
}
