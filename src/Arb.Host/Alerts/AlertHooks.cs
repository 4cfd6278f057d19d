using Arb.Domain.Health;
using Arb.Host.Configuration;

namespace Arb.Host.Alerts;

/// <summary>Where alerts go besides the dashboard; from <c>arb.alerts</c>.</summary>
/// <param name="Url">Address of the webhook, https, or http on this machine; null: none.</param>
/// <param name="SecretFile">File with the secret that signs what is posted; null: unsigned.</param>
/// <param name="Program">Program that is run for each alert; null: none.</param>
/// <param name="Arguments">Its arguments, as they are.</param>
public sealed record AlertHooks(Uri? Url, string? SecretFile, string? Program, IReadOnlyList<string> Arguments)
{
    private const int SecretMax = 4096;
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    /// <summary>True: each alert is a notification of the desktop too.</summary>
    public bool Desktop { get; init; }

    internal static AlertSettings Bounds(SettingsReader read) => new(
        read.Int("arb.alerts.kept", 1, 100_000),
        read.Duration("arb.alerts.min-interval", 100 * Ms, TimeSpan.FromHours(24)),
        read.Decimal("arb.alerts.near-cap", 0.01m, 1m),
        read.Choice<LogSeverity>("arb.alerts.at-least"),
        read.Int("arb.alerts.queue", 1, 10_000),
        read.Int("arb.alerts.attempts", 1, 20),
        read.Duration("arb.alerts.retry-after", 10 * Ms, TimeSpan.FromHours(1)),
        read.Duration("arb.alerts.deadline", 10 * Ms, TimeSpan.FromMinutes(1)));

    internal static AlertHooks Read(SettingsReader read)
    {
        var url = read.Text("arb.alerts.webhook.url");
        var secret = read.Text("arb.alerts.webhook.secret-file");
        var program = read.Text("arb.alerts.command.program");
        var arguments = read.Texts("arb.alerts.command.arguments", 100);
        if (secret.Length > 0 && url.Length == 0)
            throw new SettingsException("arb.alerts.webhook.secret-file signs what the webhook is sent: set arb.alerts.webhook.url too");
        return new AlertHooks(url.Length == 0 ? null : Address(url), secret.Length == 0 ? null : secret, program.Length == 0 ? null : program, arguments) { Desktop = read.Switch("arb.alerts.desktop") };
    }

    /// <summary>Opens the sinks. Throws <see cref="SettingsException"/> when the secret cannot be read.</summary>
    /// <param name="folder">Working folder of the command.</param>
    internal AlertSinks Open(string folder)
    {
        var sinks = new List<IAlertSink>();
        if (Url is not null)
            sinks.Add(new WebhookSink(Url, SecretFile is null ? null : Secret(SecretFile), TimeProvider.System));
        if (Program is not null)
            sinks.Add(new CommandSink(Program, Arguments, folder));
        if (Desktop)
            sinks.Add(DesktopSink.Here());
        return new AlertSinks(sinks);
    }

    /// <summary>An alert names accounts and amounts: it leaves this machine encrypted or not at all.</summary>
    private static Uri Address(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) && url.UserInfo.Length == 0)
            return url;
        throw new SettingsException("arb.alerts.webhook.url: expected an absolute https address without user or password; http only to this machine (127.0.0.1, localhost)");
    }

    private static byte[] Secret(string file)
    {
        try
        {
            var info = new FileInfo(file);
            if (info.Length > SecretMax)
                throw new SettingsException($"arb.alerts.webhook.secret-file = {file}: at most {SecretMax} bytes");
            var text = File.ReadAllText(file).Trim();
            return text.Length > 0 ? System.Text.Encoding.UTF8.GetBytes(text) : throw new SettingsException($"arb.alerts.webhook.secret-file = {file}: it is empty");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"arb.alerts.webhook.secret-file = {file}: {wrong.Message}");
        }
    }
}

/// <summary>The open sinks.</summary>
/// <param name="all">All of them.</param>
internal sealed class AlertSinks(IReadOnlyList<IAlertSink> all) : IDisposable
{
    public IReadOnlyList<IAlertSink> All => all;

    public void Dispose()
    {
        foreach (var sink in all.OfType<IDisposable>())
            sink.Dispose();
    }
}
