using System.Net;
using Arb.Host.Dashboard;
using Arb.Host.Dashboard.Components;

namespace Arb.Tests.Host.Dashboard;

/// <summary>A name must not turn the writing around it: on the desk, home and away stand side by side where a person says which is which.</summary>
public sealed class DeskLettersSpecs
{
    [Theory]
    [InlineData("\u202e")]
    [InlineData("\u2067")]
    [InlineData("\u200f")]
    [InlineData("\u061c")]
    [InlineData("\u001b")]
    public async Task Should_write_no_character_that_turns_writing_around(string mark)
    {
        var html = await new DeskRenderer().RenderAsync(typeof(Plain), new Dictionary<string, object?> { [nameof(Plain.Title)] = "Ajax", [nameof(Plain.Text)] = $"Ajax{mark} – Feyenoord <b> مصر", [nameof(Plain.Style)] = "/style.css" });
        Assert.DoesNotContain(mark, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("– Feyenoord <b> مصر", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }
}
