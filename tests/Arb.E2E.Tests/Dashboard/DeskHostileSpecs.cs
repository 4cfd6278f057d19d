using System.Net;
using System.Text;
using Arb.Domain.Commands;
using Arb.E2E.Tests.Chrome;
using Arb.E2E.Tests.Sessions;
using Arb.Sandbox;

namespace Arb.E2E.Tests.Dashboard;

/// <summary>Another site in the same browser, with the operator logged in: it can read nothing and move nothing.</summary>
[Collection(ChromeKit.OneAtATime)]
public sealed class DeskHostileSpecs
{
    [DeskFact]
    public async Task Should_let_another_site_neither_act_nor_look()
    {
        await using var world = await SessionWorld.StartAsync([new BookmakerOptions("cmd", "CMD")], "arb.session.source=import", "arb.engine.trading=paper");
        using var desk = DeskBrowser.Open(world.Desk.NewLink().Url);
        await desk.SeesAsync("#engine-state", "STOPPED");
        await using var evil = await HostilePage.StartAsync(world.Desk.Address);

        desk.Go(evil.Address + "scripts");
        await desk.SeesAsync("#report", "done");
        Assert.Equal("read:refused posted:failed stream:refused framed:nothing done", desk.TextOf("#report"));
        desk.Go(evil.Address + "form");
        await desk.SeesAsync("h1", "Refused");
        desk.Go($"http://localhost:{world.Desk.Address.Port}/");
        await desk.SeesAsync("h1", "Refused");

        Assert.Equal("STOPPED", ((StatusReport)await world.DoAsync(new GetStatus())).State);
        desk.Go(world.Desk.Address.ToString());
        await desk.SeesAsync("#engine-state", "STOPPED");
    }

    /// <summary>A site of somebody else, on another port: for browsers another origin of the same site, the hardest case there is.</summary>
    private sealed class HostilePage : IAsyncDisposable
    {
        private readonly HttpListener _listener;
        private readonly Task _serving;

        private HostilePage(HttpListener listener, Uri target)
        {
            _listener = listener;
            _serving = ServeAsync(target);
        }

        public required string Address { get; init; }

        public static Task<HostilePage> StartAsync(Uri target)
        {
            using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            free.Stop();
            var listener = new HttpListener { Prefixes = { address } };
            listener.Start();
            return Task.FromResult(new HostilePage(listener, target) { Address = address });
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync(Uri target)
        {
            try
            {
                while (true)
                {
                    var call = await _listener.GetContextAsync();
                    var page = call.Request.Url!.AbsolutePath == "/form"
                        ? $"""<form method="post" action="{target}do/engine-start"><input name="form-token" value="x"></form><script>document.forms[0].submit()</script>"""
                        : Scripts(target);
                    call.Response.ContentType = "text/html";
                    await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("<!DOCTYPE html><title>evil</title>" + page));
                    call.Response.Close();
                }
            }
            catch (Exception closed) when (closed is ObjectDisposedException or HttpListenerException)
            {
                // The test is over.
            }
        }

        private static string Scripts(Uri target) => $$"""
            <p id="report"></p>
            <script>
              const said = text => document.getElementById("report").textContent += text + " ";
              const body = new URLSearchParams({ "form-token": "x" });
              (async () => {
                said("read:" + await fetch("{{target}}", { credentials: "include" }).then(r => r.text()).then(() => "READ", () => "refused"));
                said("posted:" + await fetch("{{target}}do/engine-start", { method: "POST", mode: "no-cors", credentials: "include", body }).then(r => r.type, () => "failed"));
                said("stream:" + await new Promise(done => { const s = new EventSource("{{target}}live?at=/", { withCredentials: true }); s.onopen = () => done("READ"); s.onerror = () => { s.close(); done("refused"); }; }));
                const frame = document.createElement("iframe");
                frame.src = "{{target}}";
                await new Promise(done => { frame.onload = done; document.body.append(frame); });
                let seen = "nothing";
                try { seen = frame.contentDocument ? "SOMETHING" : "nothing"; } catch { }
                said("framed:" + seen);
                said("done");
              })();
            </script>
            """;
    }
}
