using System.Text.RegularExpressions;

namespace Akka.Actor;

/// <summary>Actors named by a path: absolute, or relative to an anchor, with <c>..</c>, <c>*</c>, <c>?</c>. Looked up anew for every message.</summary>
public class ActorSelection : ICanTell
{
    private readonly string[] _elements;

    /// <summary>Selects relative to an anchor.</summary>
    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, string.IsNullOrEmpty(path) ? [] : path.Split('/'))
    {
    }

    /// <summary>Selects relative to an anchor.</summary>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        _elements = elements.Where(e => !string.IsNullOrEmpty(e)).ToArray();
    }

    /// <summary>Where the path starts.</summary>
    public IActorRef Anchor { get; }

    /// <summary>The path below the anchor.</summary>
    public string PathString => "/" + string.Join('/', _elements);

    internal static ActorSelection Resolve(string path, ActorSystemImpl system, IInternalActorRef anchor)
    {
        if (string.IsNullOrWhiteSpace(path))
            return new ActorSelection(system.DeadLetters, "");
        if (ActorPath.TryParse(path, out var absolute))
            return Absolute(absolute, system);
        return path.StartsWith('/') ? new ActorSelection(system.Root, path.Split('/')) : new ActorSelection(anchor, path.Split('/'));
    }

    /// <summary>Nobody lives at other addresses.</summary>
    internal static ActorSelection Absolute(ActorPath path, ActorSystemImpl system)
        => new(path.Address.Equals(system.DefaultAddress) ? system.Root : system.DeadLetters, path.Elements);

    /// <summary>Sends a message to all that match; to the dead letters if none does.</summary>
    public void Tell(object message, IActorRef? sender = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        var anchor = (IInternalActorRef)Anchor;
        var matches = Match(anchor, 0).Distinct().ToList();
        foreach (var match in matches)
            match.Tell(message, sender);
        if (matches.Count > 0 || anchor.SystemImpl is not { } system)
            return;
        if (_elements.Any(e => e is "*" || e.Contains('*') || e.Contains('?')))
        {
            // A pattern that matches nothing answers no question.
            if (message is not Identify)
                system.DeadLetters.Tell(message, sender);
            return;
        }

        new EmptyLocalActorRef(system, anchor.Path / _elements).Tell(message, sender);
    }

    /// <summary>The one actor that matches.</summary>
    /// <exception cref="ActorNotFoundException">None answers in time (in the task).</exception>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>The one actor that matches.</summary>
    /// <exception cref="ActorNotFoundException">None answers in time (in the task).</exception>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null!), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e) when (e is not ActorNotFoundException)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ActorSelection other && Anchor.Equals(other.Anchor) && _elements.SequenceEqual(other._elements);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    /// <inheritdoc />
    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path.ToStringWithUid()}), Path({PathString})]";

    private IEnumerable<IInternalActorRef> Match(IInternalActorRef node, int index)
    {
        if (index >= _elements.Length)
            return [node];
        var element = _elements[index];
        if (element == "..")
            return Match(node.Parent, index + 1);
        if (element == "**")
            return Descendants(node);
        if (element.Contains('*') || element.Contains('?'))
        {
            var pattern = new Regex("^" + Regex.Escape(element).Replace("\\*", ".*").Replace("\\?", ".") + "$", RegexOptions.NonBacktracking);
            return node.Children.Where(c => pattern.IsMatch(c.Path.Name)).SelectMany(c => Match(c, index + 1));
        }

        var child = node.GetChild([element], 0);
        return child.IsNobody() && child is Nobody ? [] : Match(child, index + 1);
    }

    private static IEnumerable<IInternalActorRef> Descendants(IInternalActorRef node)
        => node.Children.SelectMany(c => Descendants(c).Prepend(c));
}

/// <summary>Selecting without a context.</summary>
public static class ActorRefFactoryShared
{
    /// <summary>Selects by path.</summary>
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) 
        => Akka.Actor.ActorSelection.Absolute(actorPath, (ActorSystemImpl)system);

    /// <summary>Selects relative to an actor.</summary>
    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);
}
