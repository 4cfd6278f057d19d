using System.Globalization;
using System.Text.RegularExpressions;
using Arb.Host.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arb.Host.Dashboard;

/// <summary>Razor components to text. What a bookmaker, a site or a person wrote is escaped by Razor; nothing here writes raw markup. It is letters only: a name that turned the writing
/// around would put home where away stands.</summary>
internal sealed partial class DeskRenderer
{
    private readonly IServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    /// <summary>Renders one component.</summary>
    public async Task<string> RenderAsync(Type component, IDictionary<string, object?> parameters)
    {
        // A renderer keeps what it has rendered until it is disposed.
        await using var renderer = new HtmlRenderer(_services, NullLoggerFactory.Instance);
        var markup = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString());
        return Escaped().Replace(Letters.Lines(markup), found => Letters.IsLetter(CodeOf(found)) ? found.Value : " ");
    }

    private static int CodeOf(Match escape) => int.Parse(escape.ValueSpan[3..^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex("&#x[0-9A-Fa-f]{1,6};", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    /// <summary>Renders a part of a page.</summary>
    public Task<string> RenderAsync(Type part, DeskData data) => RenderAsync(part, new Dictionary<string, object?> { [nameof(DeskPart.Data)] = data });
}

/// <summary>A part of a page: what the engine said, as markup.</summary>
public abstract class DeskPart : ComponentBase
{
    /// <summary>What the engine said.</summary>
    [Parameter]
    public DeskData Data { get; set; } = null!;
}
