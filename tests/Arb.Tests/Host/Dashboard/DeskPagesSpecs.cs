using System.Net;
using System.Text.RegularExpressions;
using Arb.Domain.Commands;
using Arb.Domain.Health;

namespace Arb.Tests.Host.Dashboard;

/// <summary>What the pages show of what the engine says.</summary>
public sealed partial class DeskPagesSpecs
{
    public static TheoryData<string> Pages => ["/", "/opportunities", "/executions", "/exposure", "/profit", "/bindings", "/log", "/doctor", "/account/a1", "/execution/x000007"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Should_show_hostile_names_as_text(string page)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Name = DeskAnswers.Hostile;
        var markup = await kit.TextAsync(page);
        Assert.DoesNotContain("<script>alert", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", markup, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", markup, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Should_have_no_inline_script_or_style(string page)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        Assert.Empty(Inline().Matches(await kit.TextAsync(page)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Should_say_so_when_the_engine_does_not_answer(string page)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Instead = _ => new CommandFailed(FailureKind.Failed, "no answer in time from: audit");
        var markup = await kit.TextAsync(page);
        Assert.Contains("NO ANSWER", markup, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Should_have_the_kill_switch_in_reach(string page)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Instead = _ => new CommandFailed(FailureKind.Failed, "no answer");
        Assert.Contains("action=\"/do/engine-kill\"", await kit.TextAsync(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/opportunities", "id=\"o-opp-")]
    [InlineData("/executions", "id=\"e-x")]
    [InlineData("/bindings", "id=\"m-cmd")]
    [InlineData("/log", "<tr>")]
    public async Task Should_show_a_window_of_ten_thousand_rows(string page, string row)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Count = 10_000;
        foreach (var from in new[] { 0, 50, 900 })
        {
            var markup = await kit.TextAsync($"{page}?from={from}");
            Assert.InRange(markup.Split(row).Length - 1, 50, 51);
            Assert.InRange(markup.Length, 1_000, 200_000);
            Assert.Contains("rel=\"next\"", markup, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Should_show_what_is_bound_to_none_with_its_partner_the_reason_and_the_answers_and_a_clock_that_is_off()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        var markup = await kit.TextAsync("/bindings");
        var unbound = markup[markup.IndexOf("id=\"unbound\"", StringComparison.Ordinal)..];
        Assert.Contains("a mark on one side only", unbound, StringComparison.Ordinal);
        Assert.Contains("action=\"/do/binding-mirrored\"", unbound, StringComparison.Ordinal);
        Assert.Contains("action=\"/do/binding-different\"", unbound, StringComparison.Ordinal);
        Assert.Equal(2, unbound.Split("a mark on one side only").Length);
        Assert.Contains("60 minutes later", markup, StringComparison.Ordinal);
        Assert.True(Assert.Single(kit.Engine.Asked.OfType<ListBindings>()).Unbound);
    }

    [Fact]
    public async Task Should_ask_the_engine_to_filter_opportunities()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        await kit.TextAsync("/opportunities?text=ajax&account=a1&least=1.5&from=50");
        Assert.Equal(new ListOpportunities(50) { From = 50, Text = "ajax", Account = "a1", LeastMargin = 0.015m }, Assert.Single(kit.Engine.Asked.OfType<ListOpportunities>()));
    }

    [Fact]
    public async Task Should_say_what_to_do_first_when_there_is_no_account()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Instead = command => command is GetStatus ? kit.Engine.Status() with { Accounts = [], NeedsPerson = 0 } : null;
        var markup = await kit.TextAsync("/");
        Assert.Contains("No account yet", markup, StringComparison.Ordinal);
        Assert.Contains("Add your first account", markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_ask_once_more_before_it_starts_with_real_money()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Instead = command => command is GetStatus ? kit.Engine.Status("STOPPED", "live") : null;
        var markup = await kit.TextAsync("/");
        Assert.Contains("Start with real money", markup, StringComparison.Ordinal);
        Assert.Contains("LIVE", markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_DEMO_and_play_money_in_the_demo_and_nothing_of_real_money()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        kit.Engine.Instead = command => command is GetStatus ? kit.Engine.Status("STOPPED", "demo") : null;
        var markup = await kit.TextAsync("/");
        Assert.Contains("DEMO", markup, StringComparison.Ordinal);
        Assert.Contains("play money", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("real money", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("LIVE", markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_ask_a_person_for_a_decision_where_one_is_needed()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        Assert.Contains("action=\"/do/execution-resolve\"", await kit.TextAsync("/execution/x000007"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/account")]
    [InlineData("/assets/0000000000000000/desk.js")]
    [InlineData("/live?at=/nowhere")]
    public async Task Should_know_nothing_else(string path)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("A1")]
    [InlineData("<b>")]
    public async Task Should_ask_nothing_about_what_is_no_account(string account)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        await kit.TextAsync("/account/" + Uri.EscapeDataString(account));
        Assert.All(kit.Engine.Asked, command => Assert.True(command is GetStatus or ListAlerts, $"{command}"));
    }

    [Fact]
    public async Task Should_hand_out_its_style_sheet_and_scripts_to_keep()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        foreach (Match asset in Asset().Matches(await kit.TextAsync("/")))
        {
            using var answer = await kit.GetAsync(asset.Value);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("""<script(?![^>]*\bsrc=)|<style|\sstyle="|\son[a-z]+="|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("/assets/[0-9a-f]{16}/[a-z.-]+")]
    private static partial Regex Asset();
}
