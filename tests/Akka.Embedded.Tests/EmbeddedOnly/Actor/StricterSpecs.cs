using Akka.Actor;
using Xunit;

namespace Akka.Embedded.Tests.EmbeddedOnly.Actor;

/// <summary>Where the packages are laxer than their documentation, or leave a corner out, and the kernel is not.</summary>
public class StricterSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Fact]
    public void Should_refuse_a_null_message_before_it_reaches_the_mailbox()
        => Assert.Throws<InvalidMessageException>(() => Sys.ActorOf(Props.Create(() => new PathAnswerer())).Tell(null!));

    [Fact]
    public void Should_refuse_a_factory_that_is_no_constructor_call_by_the_documented_exception()
        => Assert.Throws<ArgumentException>(() => Props.Create(() => Make()));

    [Fact]
    public async Task Should_find_the_asker_by_its_path()
        => Assert.Equal("by path", await Sys.ActorOf<PathAnswerer>().Ask<string>("by path", Limit));

    private static PathAnswerer Make() => new();

    private sealed class PathAnswerer : ReceiveActor
    {
        public PathAnswerer() => Receive<string>(s => Context.ActorSelection(Sender.Path).Tell(s));
    }
}
