using System.IO.Compression;
using System.Text;
using Arb.Domain.Primitives;
using Arb.Domain.Sessions;
using Arb.Providers.Http;

namespace Arb.Tests.Providers.Http;

public sealed class HttpTransportSpecs
{
    private static readonly HttpTransportOptions Options = HttpTransportOptions.Default with { MaxBodyBytes = 64 * 1024, ResponseTimeout = TimeSpan.FromSeconds(20) };
    private static readonly HttpTransportOptions Hasty = Options with { ResponseTimeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Should_not_follow_a_redirect()
    {
        await using var server = Answering("302 Found", "Location: /login.aspx?x=1\r\n", []);
        var result = await SendAsync(server);
        Assert.Equal((302, "/login.aspx?x=1", 1), (result.Response!.Status, result.Response.Location, server.Requests.Count));
    }

    [Fact]
    public async Task Should_send_the_headers_in_their_order_and_add_none()
    {
        await using var server = Answering("200 OK", "", []);
        await SendAsync(server, headers: [new("User-Agent", "X/1"), new("Host", "elsewhere"), new("X-Custom", "é"), new("Cookie", "a=1; b=2"), new("Accept-Encoding", "gzip, deflate, br, zstd"), new("Accept", "*/*")]);
        var lines = server.Requests.Single().Split("\r\n");
        var authority = $"Host: 127.0.0.1:{server.Address.Port}";
        Assert.Equal(["GET / HTTP/1.1", authority, "User-Agent: X/1", "X-Custom: Ã©", "Cookie: a=1; b=2", "Accept-Encoding: gzip, deflate, br", "Accept: */*", "", ""], lines);
    }

    [Fact]
    public async Task Should_send_body_and_content_type_as_built()
    {
        await using var server = Answering("200 OK", "", []);
        await SendAsync(server, method: "POST", body: "a=1&b=%20", contentType: "application/x-www-form-urlencoded; charset=UTF-8");
        var request = server.Requests.Single();
        Assert.Contains("\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n", request);
        Assert.EndsWith("\r\n\r\na=1&b=%20", request);
    }

    [Fact]
    public async Task Should_keep_no_cookie_between_calls()
    {
        await using var server = new LoopbackServer(async c =>
        {
            while (await c.ReadAsync() is not null)
                await c.WriteAsync(LoopbackServer.Answer("200 OK", "Set-Cookie: sid=1; Path=/\r\n", []));
        });
        using var transport = New(Options);
        await transport.SendAsync(Request(server.Address), default);
        await transport.SendAsync(Request(server.Address), default);
        Assert.DoesNotContain(server.Requests, r => r.Contains("Cookie"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw")]
    [InlineData("br")]
    public async Task Should_decompress_and_keep_the_byte_order_mark(string coding)
    {
        var plain = "\uFEFF{\"t\":1}"u8.ToArray();
        await using var server = Answering("200 OK", $"Content-Type: Application/JSON; charset=utf-8\r\nContent-Encoding: {(coding == "raw" ? "deflate" : coding)}\r\n", Pack(coding, plain));
        var result = await SendAsync(server);
        Assert.Equal(plain, result.Response!.Body.ToArray());
        Assert.Equal("application/json", result.Response.ContentType);
    }

    [Fact]
    public async Task Should_read_a_chunked_body()
    {
        await using var server = Scripted("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        Assert.Equal("abcde", Encoding.ASCII.GetString((await SendAsync(server)).Response!.Body.Span));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Should_cut_a_compression_bomb_at_the_cap(string coding)
    {
        await using var server = Answering("200 OK", $"Content-Encoding: {coding}\r\n", Pack(coding, new byte[8 * 1024 * 1024]));
        Assert.Equal(TransportFailure.TooLarge, (await SendAsync(server)).Failure);
    }

    [Theory]
    [InlineData("Content-Length: 65537\r\n\r\n")]
    [InlineData("Content-Length: 9999999999\r\n\r\n")]
    public async Task Should_refuse_an_announced_size_above_the_cap(string head)
    {
        await using var server = Scripted("HTTP/1.1 200 OK\r\n" + head);
        Assert.Equal(TransportFailure.TooLarge, (await SendAsync(server)).Failure);
    }

    [Fact]
    public async Task Should_cut_an_endless_body_at_the_cap()
    {
        await using var server = new LoopbackServer(async c =>
        {
            await c.ReadAsync();
            await c.WriteAsync("HTTP/1.1 200 OK\r\n\r\n");
            while (!c.Stop.IsCancellationRequested)
                await c.WriteAsync(new byte[16 * 1024]);
        });
        Assert.Equal(TransportFailure.TooLarge, (await SendAsync(server)).Failure);
    }

    [Fact]
    public async Task Should_take_a_body_of_exactly_the_cap()
    {
        await using var server = Answering("200 OK", "", new byte[64 * 1024]);
        Assert.Equal(64 * 1024, (await SendAsync(server)).Response!.Body.Length);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Should_call_a_broken_or_unknown_encoding_malformed(string coding)
    {
        await using var server = Answering("200 OK", $"Content-Encoding: {coding}\r\n", Encoding.ASCII.GetBytes("certainly not compressed at all"));
        Assert.Equal(TransportFailure.Malformed, (await SendAsync(server)).Failure);
    }

    [Fact]
    public async Task Should_notice_a_cut_gzip_stream()
    {
        var packed = Pack("gzip", [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7 % 251))]);
        await using var server = Answering("200 OK", "Content-Encoding: gzip\r\n", packed[..(packed.Length / 2)]);
        Assert.Equal(TransportFailure.Malformed, (await SendAsync(server)).Failure);
    }

    [Fact]
    public async Task Should_call_an_answer_that_is_not_HTTP_malformed_and_quote_none_of_it()
    {
        await using var server = Scripted("SSH-2.0-secret-token\r\n\r\n");
        var result = await SendAsync(server);
        Assert.Equal(TransportFailure.Malformed, result.Failure);
        Assert.DoesNotContain("secret", result.Detail);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-")]
    [InlineData("")]
    public async Task Should_call_a_cut_answer_connection_lost(string bytes)
    {
        await using var server = Scripted(bytes);
        Assert.Equal(TransportFailure.ConnectionLost, (await SendAsync(server, placement: true)).Failure);
    }

    [Fact]
    public async Task Should_time_out_on_silence()
    {
        await using var server = new LoopbackServer(c => c.UntilClosedAsync());
        Assert.Equal(TransportFailure.TimedOut, (await SendAsync(server, Hasty)).Failure);
    }

    [Fact]
    public async Task Should_time_out_on_a_body_that_drips()
    {
        await using var server = new LoopbackServer(async c =>
        {
            await c.ReadAsync();
            await c.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx");
            await c.UntilClosedAsync();
        });
        Assert.Equal(TransportFailure.TimedOut, (await SendAsync(server, Hasty, placement: true)).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_prove_not_sent_when_nobody_listens(bool placement)
    {
        using var transport = New(Options);
        var request = Request(LoopbackServer.DeadAddress());
        var result = await (placement ? transport.SendPlacementAsync(request, default) : transport.SendAsync(request, default));
        Assert.Equal(TransportFailure.NotSent, result.Failure);
    }

    [Fact]
    public async Task Should_let_whoever_sends_a_placement_hold_it_back_when_the_connection_stands_and_prove_that_nothing_left()
    {
        var received = new TaskCompletionSource<int>();
        await using var server = new LoopbackServer(async c =>
        {
            await c.UntilClosedAsync();
            received.SetResult(0);
        });
        using var transport = New(Options);
        var asked = 0;
        var request = Request(server.Address).HeldBackBy(() =>
        {
            asked++;
            return "the machine slept since its quote";
        });
        var result = await transport.SendPlacementAsync(request, default);
        Assert.Equal((TransportFailure.NotSent, "not sent: the machine slept since its quote", 1), (result.Failure, result.Detail, asked));
        await received.Task.WaitAsync(TimeSpan.FromSeconds(15)); // the connection stood, and was closed
    }

    [Fact]
    public async Task Should_prove_not_sent_when_the_handshake_fails()
    {
        await using var server = new LoopbackServer(c => c.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));
        using var transport = New(Options);
        var result = await transport.SendPlacementAsync(Request(new Uri($"https://127.0.0.1:{server.Address.Port}/")), default);
        Assert.Equal(TransportFailure.NotSent, result.Failure);
    }

    [Theory]
    [InlineData("X-Bad", "a\r\nInjected: 1")]
    [InlineData("X Bad", "a")]
    public async Task Should_prove_not_sent_for_a_header_that_cannot_stand(string name, string value)
    {
        await using var server = Answering("200 OK", "", []);
        var result = await SendAsync(server, headers: [new(name, value)]);
        Assert.Equal((TransportFailure.NotSent, 0), (result.Failure, server.Requests.Count));
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n", 0)]
    public async Task Should_read_the_time_to_wait(string header, int seconds)
    {
        await using var server = Answering("429 Too Many Requests", header, []);
        Assert.Equal(TimeSpan.FromSeconds(seconds), (await SendAsync(server)).Response!.RetryAfter);
    }

    [Fact]
    public async Task Should_read_a_date_to_wait_for_as_a_delay()
    {
        var date = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("R");
        await using var server = Answering("503 Service Unavailable", $"Retry-After: {date}\r\n", []);
        Assert.InRange((await SendAsync(server)).Response!.RetryAfter!.Value.TotalMinutes, 9, 10);
    }

    [Fact]
    public async Task Should_pass_validators_and_a_304()
    {
        await using var server = Answering("304 Not Modified", "ETag: \"v7\"\r\n", []);
        var result = await SendAsync(server, headers: [new("If-None-Match", "\"v7\"")]);
        Assert.Equal((304, "\"v7\""), (result.Response!.Status, result.Response.ETag));
        Assert.Contains("If-None-Match: \"v7\"\r\n", server.Requests.Single());
    }

    [Fact]
    public async Task Should_place_on_a_connection_of_its_own()
    {
        await using var server = new LoopbackServer(async c =>
        {
            while (await c.ReadAsync() is not null)
                await c.WriteAsync(LoopbackServer.Answer("200 OK", "", Encoding.ASCII.GetBytes(c.Number.ToString())));
        });
        using var transport = New(Options);
        var answers = new List<string>();
        foreach (var placement in (bool[])[false, true, false, true])
        {
            var result = await (placement ? transport.SendPlacementAsync(Request(server.Address), default) : transport.SendAsync(Request(server.Address), default));
            answers.Add(Encoding.ASCII.GetString(result.Response!.Body.Span));
        }
        Assert.Equal(["1", "2", "1", "3"], answers);
    }

    [Fact]
    public async Task Should_send_a_placement_once_even_when_the_server_hangs_up_after_reading()
    {
        await using var server = new LoopbackServer(c => c.ReadAsync());
        var result = await SendAsync(server, placement: true);
        Assert.Equal((TransportFailure.ConnectionLost, 1, 1), (result.Failure, server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task Should_not_try_a_data_request_again_on_another_fresh_connection()
    {
        await using var server = new LoopbackServer(c => c.ReadAsync());
        await SendAsync(server);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Should_give_a_result_for_a_placement_that_the_caller_gave_up()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = new LoopbackServer(async c =>
        {
            await c.ReadAsync();
            await giveUp.CancelAsync();
            await c.UntilClosedAsync();
        });
        using var transport = New(Options);
        var result = await transport.SendPlacementAsync(Request(server.Address), giveUp.Token);
        Assert.Equal(TransportFailure.TimedOut, result.Failure);
    }

    [Fact]
    public async Task Should_throw_only_for_the_callers_own_cancellation_of_a_data_request()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = new LoopbackServer(async c =>
        {
            await c.ReadAsync();
            await giveUp.CancelAsync();
            await c.UntilClosedAsync();
        });
        using var transport = New(Options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Request(server.Address), giveUp.Token));
    }

    [Fact]
    public async Task Should_keep_a_body_until_the_other_buffers_were_used()
    {
        await using var server = new LoopbackServer(async c =>
        {
            for (var i = 1; await c.ReadAsync() is not null; i++)
                await c.WriteAsync(LoopbackServer.Answer("200 OK", "", Encoding.ASCII.GetBytes($"answer {i}")));
        });
        using var transport = New(Options with { BodyBuffers = 3 });
        var first = await transport.SendAsync(Request(server.Address), default);
        await transport.SendAsync(Request(server.Address), default);
        await transport.SendAsync(Request(server.Address), default);
        Assert.Equal("answer 1", Encoding.ASCII.GetString(first.Response!.Body.Span));
    }

    [Fact]
    public void Should_name_an_option_that_is_out_of_range()
    {
        var error = Assert.Throws<ArgumentException>(() => new HttpTransportFactory(Options with { BodyBuffers = 1 }, TimeProvider.System));
        Assert.Contains("BodyBuffers must be 2 to 64", error.Message);
    }

    private static IProviderTransport New(HttpTransportOptions options) => new HttpTransportFactory(options, TimeProvider.System).Create(new AccountId("a1"));

    private static LoopbackServer Answering(string status, string headers, byte[] body) => new(async c =>
    {
        while (await c.ReadAsync() is not null)
            await c.WriteAsync(LoopbackServer.Answer(status, headers, body));
    });

    // Answers the first request with these bytes and hangs up.
    private static LoopbackServer Scripted(string bytes) => new(async c =>
    {
        await c.ReadAsync();
        await c.WriteAsync(bytes);
    });

    private static async Task<TransportResult> SendAsync(
        LoopbackServer server,
        HttpTransportOptions? options = null,
        bool placement = false,
        string method = "GET",
        string? body = null,
        string? contentType = null,
        KeyValuePair<string, string>[]? headers = null)
    {
        using var transport = New(options ?? Options);
        var request = Request(server.Address, method, body, contentType, headers);
        return await (placement ? transport.SendPlacementAsync(request, default) : transport.SendAsync(request, default));
    }

    private static ProviderRequest Request(
        Uri address, string method = "GET", string? body = null, string? contentType = null, KeyValuePair<string, string>[]? headers = null) =>
        new(EndpointRole.Odds, method, address, headers ?? [], body is null ? null : Encoding.UTF8.GetBytes(body), contentType);

    private static byte[] Pack(string coding, byte[] plain)
    {
        var target = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
            "raw" => new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true),
            _ => new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true),
        })
            stream.Write(plain);
        return target.ToArray();
    }
}
