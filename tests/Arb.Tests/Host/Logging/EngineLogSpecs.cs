using System.Text.Json;
using Arb.Host.Configuration;
using Arb.Host.Logging;
using Arb.Storage;

namespace Arb.Tests.Host.Logging;

public sealed class EngineLogSpecs : IDisposable
{
    private static readonly LogSettings Settings = new(LogThreshold.Info, "arb.log", 1_000_000, 5);

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Should_write_what_is_held_back_when_it_ends_and_give_the_file_away()
    {
        using var folder = DataFolder.Take(_temp.Path);
        await using (var log = EngineLog.Open(Settings with { Burst = 3, BurstInterval = TimeSpan.FromMinutes(10) }, folder, console: false))
            for (var i = 0; i < 10; i++)
                log.Logger.Information("again {Count}", i);
        await using var alone = new FileStream(_temp.File("arb.log"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var lines = await JsonLinesAsync(alone);
        Assert.Equal(["again 0", "again 1", "again 2", "7 more like this within 600 s were held back: again 9"], lines);
    }

    [Fact]
    public async Task Should_write_no_secret_into_the_file()
    {
        using var folder = DataFolder.Take(_temp.Path);
        await using (var log = EngineLog.Open(Settings, folder, console: false))
        {
            log.Mask.Know("s3cr3t-canary-value");
            log.Logger.Information("GET {Path}", "/odds/s3cr3t-canary-value");
        }
        var text = await File.ReadAllTextAsync(_temp.File("arb.log"));
        Assert.Contains("/odds/***", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> JsonLinesAsync(Stream file)
    {
        using var reader = new StreamReader(file);
        var messages = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            messages.Add(json.RootElement.GetProperty("RenderedMessage").GetString()!);
        }
        return messages;
    }
}
