using System.Text;
using Arb.Browser.DevTools;

namespace Arb.Tests.Browser.DevTools;

public sealed class MessageSplitterSpecs
{
    private readonly List<string> _messages = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void Should_put_halves_together_however_they_come(int size)
    {
        var splitter = Splitter(100);
        foreach (var part in Encoding.UTF8.GetBytes("one\0two ü\0\0three\0half").Chunk(size))
            splitter.Push(part);
        Assert.Equal(["one", "two ü", "three"], _messages);
        splitter.Push("\0"u8.ToArray());
        Assert.Equal("half", _messages[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public void Should_skip_a_message_that_is_too_large_and_take_the_next(int size)
    {
        var splitter = Splitter(10);
        foreach (var part in Encoding.UTF8.GetBytes("0123456789\0" + new string('x', 11) + "\0" + new string('y', 50) + "\0next\0").Chunk(size))
            splitter.Push(part);
        Assert.Equal(["0123456789", "next"], _messages);
        Assert.Equal(2, splitter.Skipped);
    }

    [Fact]
    public void Should_take_messages_of_megabytes()
    {
        var splitter = Splitter(10_000_000);
        var large = new string('z', 5_000_000);
        foreach (var part in Encoding.UTF8.GetBytes(large + "\0small\0").Chunk(65_536))
            splitter.Push(part);
        Assert.Equal([large, "small"], _messages);
    }

    private MessageSplitter Splitter(int max) => new(max, bytes => _messages.Add(Encoding.UTF8.GetString(bytes.Span)));
}
