using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Arb.Host.Logging;

/// <summary>
/// What stands before console and file: takes secrets out, and holds back what the same source says too often. At the end of each interval it says how often that was, so that nothing is lost but the repetition.
/// </summary>
/// <param name="inner">Console and file; owned.</param>
/// <param name="mask">Knows the secrets.</param>
/// <param name="burst">Lines of one template from one source within the interval.</param>
/// <param name="interval">The interval.</param>
/// <param name="time">The clock.</param>
internal sealed class GuardedSink(Logger inner, SecretMask mask, int burst, TimeSpan interval, TimeProvider time) : ILogEventSink, IDisposable
{
    private const int MaxKeys = 2_000;
    private const string Summary = "{Held} more like this within {Seconds} s were held back: {Like:l}";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, string Template, LogEventLevel Level), Window> _windows = [];
    private readonly MessageTemplateParser _parser = new();
    private DateTimeOffset _swept;

    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now - _swept >= interval)
                Sweep(now);
            if (!Passes(logEvent, now))
                return;
        }
        inner.Write(Cleaned(logEvent));
    }

    /// <summary>Tells of what is held back still.</summary>
    public void Dispose()
    {
        lock (_gate)
            Sweep(DateTimeOffset.MaxValue);
        inner.Dispose();
    }

    /// <summary>Ends windows that are over and tells of what they held back; to be called now and then when nothing is logged.</summary>
    public void Sweep()
    {
        lock (_gate)
            Sweep(time.GetUtcNow());
    }

    private bool Passes(LogEvent happened, DateTimeOffset now)
    {
        var key = (TextOf(happened, "Actor") ?? TextOf(happened, "SourceContext") ?? "", TextOf(happened, "Template") ?? happened.MessageTemplate.Text, happened.Level);
        if (!_windows.TryGetValue(key, out var window))
        {
            if (_windows.Count >= MaxKeys)
                return true;
            _windows[key] = window = new Window(now);
        }
        if (++window.Count <= burst)
            return true;
        window.Last = happened;
        return false;
    }

    private void Sweep(DateTimeOffset now)
    {
        _swept = now;
        foreach (var (key, window) in _windows.ToArray())
        {
            if (now - window.Since < interval)
                continue;
            _windows.Remove(key);
            if (window.Last is { } last)
                Tell(last, window.Count - burst);
        }
    }

    private void Tell(LogEvent last, int held)
    {
        var properties = last.Properties.Select(property => new LogEventProperty(property.Key, property.Value)).Concat(
        [
            new LogEventProperty("Held", new ScalarValue(held)),
            new LogEventProperty("Seconds", new ScalarValue((int)interval.TotalSeconds)),
            new LogEventProperty("Like", new ScalarValue(last.RenderMessage(System.Globalization.CultureInfo.InvariantCulture))),
        ]);
        inner.Write(Cleaned(new LogEvent(last.Timestamp, last.Level, null, _parser.Parse(Summary), properties)));
    }

    private LogEvent Cleaned(LogEvent happened)
    {
        var template = mask.Clean(happened.MessageTemplate.Text);
        var exception = happened.Exception is { } thrown && mask.Clean(thrown.ToString()) is var text && text != thrown.ToString() ? new MaskedException(text) : happened.Exception;
        var properties = happened.Properties.Select(property => new LogEventProperty(property.Key, mask.Clean(property.Key, property.Value)));
        return new LogEvent(
            happened.Timestamp, happened.Level, exception, ReferenceEquals(template, happened.MessageTemplate.Text) ? happened.MessageTemplate : _parser.Parse(template), properties);
    }

    private static string? TextOf(LogEvent happened, string name) => happened.Properties.TryGetValue(name, out var value) && value is ScalarValue { Value: string text } ? text : null;

    private sealed class Window(DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        public int Count { get; set; }

        /// <summary>The last one that was held back.</summary>
        public LogEvent? Last { get; set; }
    }

    /// <summary>An exception whose text held a secret: the text without it.</summary>
    private sealed class MaskedException(string text) : Exception
    {
        public override string Message => text;

        public override string ToString() => text;
    }
}
