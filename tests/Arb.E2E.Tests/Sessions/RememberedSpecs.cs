using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.E2E.Tests.Crash;

namespace Arb.E2E.Tests.Sessions;

/// <summary>An engine process that is killed and comes back with the sessions that its user asked it to remember.</summary>
public sealed class RememberedSpecs
{
    [Fact]
    public async Task Should_be_GREEN_without_a_login_after_a_restart_and_ask_for_one_when_the_remembered_session_is_lost()
    {
        await using var world = await CrashWorld.StartAsync("CMD", "SBO");
        var key = Path.Combine(Path.GetDirectoryName(world.Config)!, "keys", "session.key");
        await world.StartEngineAsync($"arb.session.key-file={key}");
        await world.OpenAccountsAsync();
        foreach (var bookmaker in world.Sandbox.Bookmakers)
            Assert.Contains("is stored, encrypted", Assert.IsType<Done>(await world.Engine.DoAsync(new RememberSession(bookmaker.Name))).Message, StringComparison.Ordinal);
        var logins = world.Visits;
        await world.KillEngineAsync();

        await world.StartEngineAsync($"arb.session.key-file={key}");
        await world.GreenAsync();
        Assert.Equal(logins, world.Visits);
        Assert.All(((StatusReport)await world.Engine.DoAsync(new GetStatus())).Accounts, account => Assert.True(account.Remembered));

        var lost = world.Sandbox["cmd"];
        lost.ExpireSessions();
        await Eventually.Async("a login is asked for and nothing is stored any more", TimeSpan.FromSeconds(30), async () =>
            (await world.Engine.TryStatusAsync())?.Accounts.Single(a => a.Account == "cmd") is { Lamp: Lamp.Red, SessionGeneration: 0 } && !File.Exists(StoredOf(world, "cmd")), () => world.Engine.Output);
        Assert.True(File.Exists(StoredOf(world, "sbo")));
    }

    private static string StoredOf(CrashWorld world, string account) => Path.Combine(world.Folder, "sessions", $"{account}.bin");
}
