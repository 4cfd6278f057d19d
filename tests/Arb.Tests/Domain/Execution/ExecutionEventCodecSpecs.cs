using System.Text;
using System.Text.Json;
using Arb.Domain.Execution;

namespace Arb.Tests.Domain.Execution;

public class ExecutionEventCodecSpecs
{
    /// <summary>Bytes of journals that exist: they must be readable for ever. Add lines, never change one.</summary>
    public static TheoryData<string, string> Golden => new()
    {
        { "audit-opened-v1", """{"at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-pending-v1", """{"leg":1,"reference":"R7","at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-unknown-v1", """{"leg":1,"detail":"time-out","at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-accepted-v1", """{"leg":0,"reference":"R7","odds":21000,"stake":49.00,"detail":"answer","at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-rejected-v1", """{"leg":0,"reason":"OddsChanged","detail":"3","at":"2026-03-01T12:00:00+00:00"}""" },
        { "concluded-v1", """{"result":"Complete","worstProfit":2.50,"reason":"every leg accepted","at":"2026-03-01T12:00:00+00:00"}""" },
        { "person-answered-v1", """{"leg":1,"verdict":"Placed","reference":"R7","note":"seen in the app","at":"2026-03-01T12:00:00+00:00"}""" },
        {
            "leg-intended-v1",
            """{"leg":0,"attempt":1,"ticket":{"quote":{"slip":{"account":"a1","event":"cmd:123","marketId":"m-123-Total","betReference":"ref","kind":"Total","period":"FullTime","line":10,"selection":"Over","odds":21000,"format":"Decimal","inPlay":false},"wirePrice":2.1,"minStake":1,"maxStake":500,"ticketKey":"t-a1","at":"2026-03-01T12:00:00+00:00"},"stake":49},"at":"2026-03-01T12:00:00+00:00"}"""
        },
        {
            "table-lock-granted-v1",
            """{"token":42,"opportunity":"o1","match":"cmd:123\u002Bsbo:77","members":["cmd:123","sbo:77"],"accounts":["a1"],"at":"2026-03-01T12:00:00+00:00"}"""
        },
        { "person-asked-v1", """{"reason":"no evidence","at":"2026-03-01T12:00:00+00:00"}""" },
        { "person-asked-v1", """{"reason":"contradiction","contested":1,"at":"2026-03-01T12:00:00+00:00"}""" },
        { "hedge-chosen-v1", """{"round":1,"legs":[],"baselines":[{"account":"a1","references":["R1"]}],"worstBefore":-49,"worstAfter":-49,"worstUnlimited":-49,"reason":"none","at":"2026-03-01T12:00:00+00:00"}""" },
        { "hedge-chosen-v1", """{"round":1,"legs":[],"baselines":[{"account":"a1","references":[],"rest":1000.50}],"worstBefore":-49,"worstAfter":-49,"worstUnlimited":-49,"reason":"none","at":"2026-03-01T12:00:00+00:00"}""" },
        {
            "table-snapshot-v1",
            """{"highestToken":42,"held":[{"token":41,"opportunity":"o1","match":"m1","members":["cmd:123"],"accounts":["a1"],"at":"2026-03-01T12:00:00+00:00"}],"executed":[{"opportunity":"o0","at":"2026-03-01T12:00:00+00:00"}]}"""
        },
        { "table-engine-killed-v1", """{"reason":"stop that","at":"2026-03-01T12:00:00+00:00"}""" },
        { "table-engine-started-v1", """{"at":"2026-03-01T12:00:00+00:00"}""" },
        { "table-snapshot-v1", """{"highestToken":42,"held":[],"executed":[],"killed":"stop that"}""" },
        { "taken-up-again-v1", """{"token":43,"settled":[{"leg":0,"status":"Lost"}],"at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-found-v1", """{"leg":1,"reference":"R9","odds":20500,"stake":51.00,"source":"List","at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-found-v1", """{"leg":1,"reference":"R9","odds":20500,"stake":51.00,"source":"Answer","pending":true,"at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-taken-back-v1", """{"leg":1,"status":"Void","at":"2026-03-01T12:00:00+00:00"}""" },
        { "leg-rejected-v1", """{"leg":0,"reason":"Absent","detail":"3 lists","at":"2026-03-01T12:00:00+00:00"}""" },
        { "person-asked-v1", """{"reason":"no evidence","balance":{"says":"Unreadable","difference":0},"at":"2026-03-01T12:00:00+00:00"}""" },
        { "table-lists-late-v1", """{"provider":"CMD","lateness":"00:00:25","at":"2026-03-01T12:00:00+00:00"}""" },
        { "table-snapshot-v1", """{"highestToken":42,"held":[],"executed":[],"late":[{"provider":"CMD","lateness":"00:00:25","at":"2026-03-01T12:00:00+00:00"}]}""" },
        {
            "table-lock-granted-v1",
            """{"token":43,"opportunity":"o1","match":"m1","members":["cmd:123"],"accounts":["a1"],"at":"2026-03-01T12:00:00+00:00","takenUp":"x000042"}"""
        },
        { "table-lock-released-v1", """{"token":42,"anythingSent":true,"at":"2026-03-01T12:00:00+00:00"}""" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Should_read_and_write_the_golden_bytes(string manifest, string json)
    {
        var happened = ExecutionEventCodec.Decode(manifest, Encoding.UTF8.GetBytes(json));
        Assert.Equal(manifest, ExecutionEventCodec.ManifestOf(happened));
        Assert.Equal(json, Encoding.UTF8.GetString(ExecutionEventCodec.Encode(happened)));
    }

    [Fact]
    public void Should_give_back_the_same_plan_of_a_taken_lock()
    {
        var begin = Given.Begin();
        var taken = (LockTaken)new ExecutionDecider(new ExecutionSettings()).Decide(ExecutionState.Empty, new ExecutionInput.Begin(begin), Given.Start).Events[0];
        var bytes = ExecutionEventCodec.Encode(taken);
        var back = (LockTaken)ExecutionEventCodec.Decode("lock-taken-v1", bytes);
        Assert.Equal(taken.Legs, back.Legs);
        Assert.Equal(taken.Commissions, back.Commissions);
        Assert.Equal(bytes, ExecutionEventCodec.Encode(back));
        Assert.DoesNotContain("Arb.", Encoding.UTF8.GetString(bytes));
        var older = Encoding.UTF8.GetString(bytes).Replace("\"paper\":false,", "", StringComparison.Ordinal);
        Assert.Null(((LockTaken)ExecutionEventCodec.Decode("lock-taken-v1", Encoding.UTF8.GetBytes(older))).Paper);
    }

    [Fact]
    public void Should_refuse_an_unknown_name_and_a_field_it_does_not_know()
    {
        Assert.Throws<InvalidOperationException>(() => ExecutionEventCodec.Decode("leg-accepted-v9", "{}"u8));
        Assert.Throws<JsonException>(() => ExecutionEventCodec.Decode("audit-opened-v1", """{"at":"2026-03-01T12:00:00+00:00","more":1}"""u8));
        Assert.Throws<JsonException>(() => ExecutionEventCodec.Decode("leg-pending-v1", """{"leg":1,"at":"2026-03-01T12:00:00+00:00"}"""u8));
    }

    [Fact]
    public void Should_refuse_odds_that_cannot_be() =>
        Assert.Throws<JsonException>(() => ExecutionEventCodec.Decode("leg-accepted-v1", """{"leg":0,"reference":"R","odds":1,"stake":1,"detail":"","at":"2026-03-01T12:00:00+00:00"}"""u8));

    [Fact]
    public void Should_have_a_name_for_every_durable_event()
    {
        var durable = typeof(ExecutionEvent).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ExecutionEvent)) && !type.IsAbstract && !type.IsSubclassOf(typeof(TransientEvent)))
            .Select(type => type.Name);
        Assert.Equal(durable.Count(), ExecutionEventCodec.Names.Count(name => !name.StartsWith("table-", StringComparison.Ordinal)));
    }
}
