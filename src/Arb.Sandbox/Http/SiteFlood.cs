using System.IO.Compression;

namespace Arb.Sandbox.Http;

/// <summary>Answers that never end or are far too large, made as they are sent: the sandbox holds none of it.</summary>
internal static class SiteFlood
{
    private const int Block = 1024 * 1024;
    private static readonly byte[] Space = [(byte)' '];

    /// <summary>One byte each so many milliseconds until the client has had enough.</summary>
    internal static async Task DripAsync(HttpContext context, int milliseconds, TimeProvider clock)
    {
        context.Response.ContentType = "application/json";
        var gone = context.RequestAborted;
        try
        {
            while (!gone.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(Space, gone);
                await context.Response.Body.FlushAsync(gone);
                await SiteTransport.WaitAsync(milliseconds, clock, gone);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has had enough.
        }
    }

    /// <summary>Spaces as gzip: a thousandth of their size on the wire.</summary>
    internal static async Task BombAsync(HttpContext context, int megabytes)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        var block = new byte[Block];
        Array.Fill(block, (byte)' ');
        try
        {
            await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            for (var sent = 0; sent < megabytes; sent++)
                await packed.WriteAsync(block, context.RequestAborted);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client has had enough.
        }
    }
}
