using Arb.Providers.Templates;

namespace Arb.Providers.Cmd;

/// <summary>
/// What a CMD bet needs beyond the slip: <c>guid=GROUP-GUID;state=Running|Today;give=1|0</c>. The match id is the slip's event id.
/// </summary>
/// <param name="Guid">Group GUID, position 34 of the row.</param>
/// <param name="Running">True when the row stood in <c>data</c> (the wire says <c>Running</c>), false for <c>today</c> (<c>Today</c>).</param>
/// <param name="HomeGives">The giver flag of the market's own period; false where the market has none.</param>
internal readonly record struct CmdBetReference(string Guid, bool Running, bool HomeGives)
{
    /// <summary>The text for <see cref="Arb.Domain.Harvest.RawMarket.BetReference"/>.</summary>
    public string Format() => $"guid={Guid};state={(Running ? "Running" : "Today")};give={(HomeGives ? '1' : '0')}";

    /// <summary>Reads what <see cref="Format"/> wrote; throws <see cref="FormatException"/> on anything else.</summary>
    public static CmdBetReference Parse(string text) => new(
        Reference.Get(text, "guid"),
        Reference.Get(text, "state") switch { "Running" => true, "Today" => false, var other => throw new FormatException($"bet reference with state '{other}'") },
        Reference.Get(text, "give") == "1");
}
