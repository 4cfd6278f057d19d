using Arb.Domain.Execution;
using Arb.Domain.Health;
using Arb.Domain.Primitives;
using Arb.Tests.Domain.Execution;

namespace Arb.Tests.Laws;

/// <summary>L14, Gate, and a machine that slept: nothing is sent on a quote from before, at the last gate either; no lamp is GREEN on what was known before.</summary>
public sealed class L14_SleepSpecs
{
    private static readonly DateTimeOffset Now = Given.Start;

    [Fact]
    public void Should_send_at_the_last_gate_only_what_was_quoted_since_the_machine_woke_and_is_in_time()
    {
        for (var quoted = -60; quoted <= 0; quoted += 5)
            for (var before = -10; before <= 10; before += 5)
                foreach (int? woke in (int?[])[null, -3_600, -30, -5, 0])
                {
                    var quote = Given.Quote(Given.Slip(Given.A1, Given.Event1, Selection.Over, 2.1m)) with { At = Now.AddSeconds(quoted) };
                    var place = new Place(ExecutionId.FromToken(7), Given.Match, 0, 1, 7, new PlacementTicket(quote, 10m), Now.AddSeconds(before));
                    var refusal = LastGate.Refusal(place, Now, woke is { } ago ? Now.AddSeconds(ago) : null);
                    Assert.Equal(before > 0 && (woke is null || quoted >= woke), refusal is null);
                }
    }

    [Theory]
    [InlineData(-1, Lamp.Red)]
    [InlineData(0, Lamp.Green)]
    [InlineData(1, Lamp.Green)]
    public void Should_show_no_GREEN_lamp_on_odds_that_were_asked_for_before_the_sleep_however_young_they_are(double secondsAfterWaking, Lamp expected)
    {
        var woke = Now.AddSeconds(-2);
        var health = new WorkerHealth(
            new(Given.A1, Given.Event1.Provider), 1, false, Now, woke.AddSeconds(secondsAfterWaking), 10, 1, 200, 0, new Dictionary<Arb.Domain.Harvest.DropReason, long>(), null);
        var limits = new HealthLimits(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15));
        Assert.Equal(expected, LampRule.Decide(new LoginState(true, null, "", woke), health, limits, Now).Lamp);
        Assert.Equal(Lamp.Green, LampRule.Decide(new LoginState(true, null, ""), health, limits, Now).Lamp);
    }
}
