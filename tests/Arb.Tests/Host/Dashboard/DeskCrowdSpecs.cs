using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Arb.Domain.Commands;

namespace Arb.Tests.Host.Dashboard;

/// <summary>Anybody on the machine can connect to the desk and be idle, slow or wrong: the operator's kill switch and login work all the same.</summary>
public sealed class DeskCrowdSpecs
{
    private const int Crowd = 400;

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: ")]
    [InlineData("POST /login HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nco")]
    public async Task Should_let_the_operator_kill_the_engine_while_others_keep_connections_open(string sent)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        var crowd = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Crowd; i++)
                crowd.Add(await ConnectAsync(kit, sent));
            using (var killed = await kit.DoAsync("engine-kill").WaitAsync(TimeSpan.FromSeconds(10)))
                Assert.Equal(HttpStatusCode.OK, killed.StatusCode);
            Assert.IsType<KillSwitch>(Assert.Single(kit.Engine.Asked, command => command is KillSwitch));
            // And who has no login yet gets one.
            kit.Cookie = null;
            using var page = await kit.GetAsync("/login").WaitAsync(TimeSpan.FromSeconds(10));
            using var login = await kit.PostAsync("/login", ("code", kit.Code())).WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (page.StatusCode, login.StatusCode));
        }
        finally
        {
            crowd.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task Should_keep_the_operators_page_live_while_others_come_and_go()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var live = await kit.GetAsync("/live?at=/");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        await using var frames = await live.Content.ReadAsStreamAsync();
        var crowd = new List<TcpClient>();
        for (var i = 0; i < Crowd; i++)
            crowd.Add(await ConnectAsync(kit, ""));
        // What was there when the crowd came may be read already: a page that was cut ends, this one goes on.
        var buffer = new byte[64 * 1024];
        for (var reads = 0; reads < 3; reads++)
        {
            kit.Time.Move(TimeSpan.FromSeconds(10));
            Assert.True(await frames.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) > 0);
        }
        crowd.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task Should_log_the_operator_in_however_many_wrong_codes_others_try()
    {
        await using var kit = await DeskKit.StartAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 1_000; i++)
        {
            using var wrong = await kit.PostAsync("/login", ("code", new string('0', 64)));
            statuses.Add(wrong.StatusCode);
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.DoesNotContain(HttpStatusCode.SeeOther, statuses);
        using var page = await kit.GetAsync("/login");
        using var right = await kit.PostAsync("/login", ("code", kit.Code()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.SeeOther), (page.StatusCode, right.StatusCode));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n123")]
    [InlineData("multipart/form-data; boundary=x", "no part at all")]
    [InlineData("multipart/form-data", "--x\r\n")]
    [InlineData("multipart/form-data; boundary=\"\"", "--\r\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: :::\r\n\r\n1\r\n--x--\r\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nno header\r\n\r\n1\r\n--x--\r\n")]
    [InlineData("application/x-www-form-urlencoded", "&&&&=%zz&%&code=%ff%fe")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "code=+AGE-")]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense", "code=1")]
    public async Task Should_refuse_a_malformed_form_without_failing(string type, string body)
    {
        await using var kit = await DeskKit.LoggedInAsync();
        foreach (var path in new[] { "/login", "/do/engine-kill" })
        {
            using var answer = await kit.SendAsync(HttpMethod.Post, path, request =>
            {
                request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            });
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, $"{path}: {answer.StatusCode}");
        }
        Assert.Empty(kit.Engine.Asked);
    }

    [Fact]
    public async Task Should_answer_400_to_a_form_that_ends_before_its_end()
    {
        await using var kit = await DeskKit.LoggedInAsync();
        using var answer = await kit.SendAsync(HttpMethod.Post, "/do/engine-kill", request =>
        {
            request.Content = new StringContent("--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n123");
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<TcpClient> ConnectAsync(DeskKit kit, string sent)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, kit.Server.Address.Port);
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent.Replace("{host}", kit.Server.Address.Authority, StringComparison.Ordinal)));
        }
        catch (IOException)
        {
            // It was sent away already.
        }
        return client;
    }
}
