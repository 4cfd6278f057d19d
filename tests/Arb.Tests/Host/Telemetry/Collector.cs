using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Arb.Tests.Host.Telemetry;

/// <summary>A collector of OTLP over HTTP on a port of its own: reads what it is sent as protobuf, by the wire format.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly HashSet<string> _metrics = [];
    private readonly TaskCompletionSource _end = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Collector(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyCollection<string> Metrics
    {
        get
        {
            lock (_gate)
                return [.. _metrics];
        }
    }

    /// <param name="answers">False: it takes requests and never answers.</param>
    public static async Task<Collector> StartAsync(bool answers = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/{signal}", async (HttpContext http, string signal) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            if (!answers)
                await collector._end.Task;
            collector.Take(signal, body.ToArray());
        });
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Waits until what arrived so far holds.</summary>
    public async Task<IReadOnlyList<OtlpSpan>> UntilAsync(Func<IReadOnlyList<OtlpSpan>, bool> holds)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            Task news;
            IReadOnlyList<OtlpSpan> spans;
            lock (_gate)
                (spans, news) = ([.. _spans], _news.Task);
            if (holds(spans))
                return spans;
            try
            {
                await news.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                var names = spans.GroupBy(span => $"{span.Name} {span.Attributes.GetValueOrDefault("arb.result")}{span.Attributes.GetValueOrDefault("arb.outcome")}{(span.Parent.Length == 0 ? " (root)" : "")}")
                    .Select(group => $"{group.Key} {group.Count()}");
                throw new TimeoutException($"In {Patience} not what was waited for; spans: {string.Join(", ", names)}; metrics: {string.Join(", ", Metrics)}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private void Take(string signal, byte[] body)
    {
        lock (_gate)
        {
            foreach (var resource in Wire.Parts(body, 1))
                foreach (var scope in Wire.Parts(resource, 2))
                    foreach (var item in Wire.Parts(scope, 2))
                        if (signal == "traces")
                            _spans.Add(OtlpSpan.Read(item));
                        else
                            _metrics.Add(Encoding.UTF8.GetString(Wire.Parts(item, 1).Single()));
            var told = _news;
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            told.SetResult();
        }
    }
}

/// <summary>A span as it came over the wire.</summary>
internal sealed record OtlpSpan(string Trace, string Id, string Parent, string Name, ulong Start, ulong End, IReadOnlyDictionary<string, string> Attributes)
{
    public static OtlpSpan Read(byte[] wire) => new(
        Hex(wire, 1), Hex(wire, 2), Hex(wire, 4), Encoding.UTF8.GetString(Wire.Parts(wire, 5).Single()), Wire.Fixed(wire, 7), Wire.Fixed(wire, 8),
        Wire.Parts(wire, 9).ToDictionary(pair => Encoding.UTF8.GetString(Wire.Parts(pair, 1).Single()), pair => Wire.Parts(pair, 2).Select(Text).Single()));

    private static string Hex(byte[] wire, int field) => Wire.Parts(wire, field).Select(Convert.ToHexString).SingleOrDefault() ?? "";

    private static string Text(byte[] any) => Wire.Parts(any, 1).Select(Encoding.UTF8.GetString).SingleOrDefault() ?? "";
}

/// <summary>As much of protobuf's wire format as spans need.</summary>
internal static class Wire
{
    /// <summary>The length-delimited values of a field.</summary>
    public static IEnumerable<byte[]> Parts(byte[] message, int field) => Read(message).Where(item => item.Field == field && item.Type == 2).Select(item => item.Value);

    /// <summary>A fixed64 field.</summary>
    public static ulong Fixed(byte[] message, int field) => BinaryPrimitives.ReadUInt64LittleEndian(Read(message).Single(item => item.Field == field && item.Type == 1).Value);

    private static List<(int Field, int Type, byte[] Value)> Read(byte[] message)
    {
        var items = new List<(int, int, byte[])>();
        for (var at = 0; at < message.Length;)
        {
            var key = Number(message, ref at);
            var type = (int)(key & 7);
            var length = type switch { 0 => 0, 1 => 8, 5 => 4, 2 => (int)Number(message, ref at), _ => throw new InvalidDataException($"wire type {type}") };
            if (type == 0)
                Number(message, ref at);
            items.Add(((int)(key >> 3), type, message[at..(at + length)]));
            at += length;
        }
        return items;
    }

    private static ulong Number(byte[] message, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return number;
        }
    }
}
