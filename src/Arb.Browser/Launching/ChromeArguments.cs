using Arb.Domain.Sessions;

namespace Arb.Browser.Launching;

/// <summary>Chrome's command line. No address is on it: every process of the machine can read it.</summary>
internal static class ChromeArguments
{
    // They would let other processes or pages attach, or put two accounts on one profile.
    private static readonly string[] Refused =
    [
        "--remote-debugging-port", "--remote-debugging-address", "--remote-debugging-pipe", "--remote-debugging-io-pipes", "--remote-allow-origins", "--user-data-dir", "--disable-web-security",
    ];

    /// <summary>The arguments. Throws <see cref="BrowserException"/> for an extra one that is refused.</summary>
    public static IReadOnlyList<string> For(BrowserOptions options, DevToolsLink link, string profile)
    {
        foreach (var extra in options.ExtraArguments)
            if (!extra.StartsWith("--", StringComparison.Ordinal) || Refused.Contains(extra.Split('=')[0], StringComparer.OrdinalIgnoreCase))
                throw new BrowserException($"arb.browser.extra-arguments: {extra} is refused");
        var arguments = new List<string>
        {
            $"--user-data-dir={profile}",
            link == DevToolsLink.Pipes ? "--remote-debugging-pipe" : "--remote-debugging-port=0",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-sync",
            "--disable-component-update",
            "--disable-background-networking",
            "--hide-crash-restore-bubble",
            // Pages rendered before the user goes there would count as tabs.
            "--disable-features=Prerender2",
        };
        if (options.Headless)
            arguments.AddRange(["--headless=new", "--disable-gpu"]);
        if (options.Sandbox == SandboxMode.Off || (options.Sandbox == SandboxMode.Auto && OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess))
            arguments.Add("--no-sandbox");
        // Started by an administrator's engine, the browser would start itself again without those rights and end: out of our job, without our pipes.
        if (OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
            arguments.Add("--do-not-de-elevate");
        arguments.AddRange(options.ExtraArguments);
        arguments.Add("about:blank");
        return arguments;
    }
}
