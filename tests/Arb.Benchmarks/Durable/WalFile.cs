using System.Buffers.Binary;

namespace Arb.Benchmarks.Durable;

/// <summary>Counts transactions in a write-ahead log: the frame that ends one carries the size of the database, every other carries 0.</summary>
internal static class WalFile
{
    private const int Header = 32;
    private const int FrameHeader = 24;

    public static int Commits(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[Header];
        if (file.ReadAtLeast(header, Header, throwOnEndOfStream: false) < Header)
            return 0;
        var page = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
        var (salts, frame, commits) = (header.AsSpan(16, 8).ToArray(), new byte[FrameHeader], 0);
        for (long at = Header; at + FrameHeader + page <= file.Length; at += FrameHeader + page)
        {
            file.Position = at;
            file.ReadExactly(frame);
            // Frames of an older log behind the present one have other salts.
            if (!frame.AsSpan(8, 8).SequenceEqual(salts))
                break;
            if (BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)) != 0)
                commits++;
        }
        return commits;
    }
}
