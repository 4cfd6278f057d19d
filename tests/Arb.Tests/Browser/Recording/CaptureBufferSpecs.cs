using Arb.Browser.Recording;

namespace Arb.Tests.Browser.Recording;

public sealed class CaptureBufferSpecs
{
    private readonly List<long> _announced = [];

    [Fact]
    public void Should_hand_out_what_came_after_a_position()
    {
        var buffer = Buffer(10);
        for (var i = 1; i <= 5; i++)
            buffer.Add(Captures.Get(i, $"https://site.example/{i}"));
        var first = buffer.Read(0, 3);
        var second = buffer.Read(first.Last, 3);
        Assert.Equal(["/1", "/2", "/3"], first.Captures.Select(c => c.Url.AbsolutePath));
        Assert.Equal(["/4", "/5"], second.Captures.Select(c => c.Url.AbsolutePath));
        Assert.Equal((5, 0), (second.Last, second.Missed));
        Assert.Empty(buffer.Read(second.Last, 3).Captures);
    }

    [Fact]
    public void Should_drop_the_oldest_and_say_how_many_a_reader_missed()
    {
        var buffer = Buffer(3);
        for (var i = 1; i <= 8; i++)
            buffer.Add(Captures.Get(i, $"https://site.example/{i}"));
        var batch = buffer.Read(2, 10);
        Assert.Equal(["/6", "/7", "/8"], batch.Captures.Select(c => c.Url.AbsolutePath));
        Assert.Equal((8, 3), (batch.Last, batch.Missed));
        Assert.Equal(5, buffer.Dropped);
    }

    [Fact]
    public void Should_hold_no_more_bytes_than_allowed()
    {
        var buffer = Buffer(1_000, maxBytes: 10_000);
        for (var i = 1; i <= 50; i++)
            buffer.Add(Captures.Get(i, "https://site.example/") with { ResponseBody = new string('x', 1_000) });
        Assert.InRange(buffer.Bytes, 1, 10_000);
        Assert.InRange(buffer.Read(0, 100).Captures.Count, 3, 4);
    }

    [Fact]
    public void Should_keep_one_that_is_larger_than_the_bound_alone()
    {
        var buffer = Buffer(10, maxBytes: 1_000);
        buffer.Add(Captures.Get(1, "https://site.example/1"));
        buffer.Add(Captures.Get(2, "https://site.example/2") with { ResponseBody = new string('x', 5_000) });
        buffer.Add(Captures.Get(3, "https://site.example/3"));
        Assert.Equal("/3", Assert.Single(buffer.Read(0, 10).Captures).Url.AbsolutePath);
    }

    [Fact]
    public void Should_announce_once_until_somebody_reads()
    {
        var buffer = Buffer(10);
        buffer.Add(Captures.Get(1, "https://site.example/1"));
        buffer.Add(Captures.Get(2, "https://site.example/2"));
        Assert.Equal([1], _announced);
        buffer.Read(0, 1);
        buffer.Add(Captures.Get(3, "https://site.example/3"));
        Assert.Equal([1, 3], _announced);
    }

    private CaptureBuffer Buffer(int max, long maxBytes = 1_000_000) => new(max, maxBytes, _announced.Add);
}
