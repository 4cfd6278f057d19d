using System.Text;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.E2E.Tests.Chrome;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Sessions;

/// <summary>
/// Cookies, tokens and the password that was typed into the login form are readable in memory only: after a full day none of them is in any file that the engine wrote, not even in that of a remembered session.
/// </summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class SecretsSpecs
{
    [ChromeFact]
    public async Task Should_leave_no_secret_in_any_file()
    {
        using var keys = new ScratchFolder();
        var keyFile = Path.Combine(keys.Path, "session.key");
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("isport", "ISPORT"), new BookmakerOptions("sbo", "SBO")], "arb.log.level=debug", $"arb.session.key-file={keyFile}");
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var bookmaker in world.Sandbox.Bookmakers)
        {
            await world.GreenAsync(bookmaker);
            secrets.Add(bookmaker.Password);
            secrets.UnionWith(await world.SecretsAsync(bookmaker.Name));
            await world.DoAsync(new RememberSession(bookmaker.Name));
        }
        await world.UntilAsync("a match bound", async () => (StatusReport)await world.DoAsync(new GetStatus()) is { BoundMatches: > 0 });
        await world.DoAsync(new StartEngine());
        Assert.NotNull(world.Sandbox.MakeSurebet(new SurebetRequest { Market = "OU", Edge = 0.03m, Seconds = 300, Bookmakers = ["isport", "sbo"] }));
        await world.UntilAsync("an execution's end", async () => (await world.AuditAsync()).Any(e => e.Row.ClosedAt is not null));
        var loser = world.Sandbox["isport"];
        loser.ExpireSessions();
        var stored = Path.Combine(world.Folder, "sessions", "isport.bin");
        await world.UntilAsync("isport", view => view.Lamp == Lamp.Red && !File.Exists(stored));
        await world.User("isport").LogInAsync(loser.User, loser.Password);
        await world.UntilAsync("isport", view => view.Lamp == Lamp.Green && File.Exists(stored));
        secrets.UnionWith(await world.SecretsAsync("isport"));
        secrets.Add((await File.ReadAllTextAsync(keyFile)).Trim());
        await world.StopAsync();

        Assert.True(secrets.Count >= 6, string.Join(", ", secrets.Select(s => s.Length)));
        var files = Directory.EnumerateFiles(world.Folder, "*", SearchOption.AllDirectories)
            // The browser's own profile is the user's browser: what it keeps is its business, and for the owner only.
            .Where(file => !file.StartsWith(Path.Combine(world.Folder, "browser"), StringComparison.Ordinal)).ToList();
        Assert.Contains(files, file => file.EndsWith("journal.db", StringComparison.Ordinal));
        Assert.Contains(stored, files);
        Assert.Contains(files, file => file.EndsWith("ISPORT_CONTRACT.json", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(secrets, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"a secret of {secret.Length} characters is in {Path.GetFileName(file)}"));
        }
    }
}
