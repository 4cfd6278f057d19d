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
        if (ActorPath.TryParse(path, out var absolute))
            return new ActorSelection(system.Root, absolute.Elements);
        return path.StartsWith('/') ? new ActorSelection(system.Root, path.Split('/')) : new ActorSelection(anchor, path.Split('/'));
    }

    /// <summary>Sends a message to all that match; to the dead letters if none does.</summary>
    public void Tell(object message, IActorRef? sender = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        var anchor = (IInternalActorRef)Anchor;
        var search = new Search(_elements);
        search.Visit(anchor, 0, fannedOut: false);
        foreach (var match in search.Matches)
            match.Tell(message, sender);
        if (!search.IsDeadEnd || anchor.SystemImpl is not { } system)
            return;
        var nobody = new EmptyLocalActorRef(system, anchor.Path / _elements);
        if (message is Identify identify)
            sender?.Tell(new ActorIdentity(identify.MessageId, null), nobody);
        else
            nobody.Tell(message, sender);
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
    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}), Path({PathString})]";

    /// <summary>Walks the path. An end without an actor counts as dead, unless a pattern before it matched more than one.</summary>
    private sealed class Search(string[] elements)
    {
        public HashSet<IInternalActorRef> Matches { get; } = [];

        public bool IsDeadEnd { get; private set; }

        public void Visit(IInternalActorRef node, int index, bool fannedOut)
        {
            if (index >= elements.Length)
            {
                Matches.Add(node);
                return;
            }

            var element = elements[index];
            if (element == "..")
                Visit(node.Parent, index + 1, fannedOut);
            else if (element == "**")
                VisitAll(Descendants(node).ToList(), elements.Length, fannedOut);
            else if (element.Contains('*') || element.Contains('?'))
                VisitAll(Children(node, element), index + 1, fannedOut);
            else if (node.GetChild([element], 0) is var child and not Nobody)
                Visit(child, index + 1, fannedOut);
            else
                IsDeadEnd |= !fannedOut;
        }

        private static List<IInternalActorRef> Children(IInternalActorRef node, string element)
        {
            var pattern = new Regex("^" + Regex.Escape(element).Replace("\\*", ".*").Replace("\\?", ".") + "$", RegexOptions.NonBacktracking);
            return node.Children.Where(child => pattern.IsMatch(child.Path.Name)).ToList();
        }

        private static IEnumerable<IInternalActorRef> Descendants(IInternalActorRef node)
            => node.Children.SelectMany(child => Descendants(child).Prepend(child));

        private void VisitAll(List<IInternalActorRef> nodes, int index, bool fannedOut)
        {
            IsDeadEnd |= nodes.Count == 0 && !fannedOut;
            foreach (var node in nodes)
                Visit(node, index, fannedOut || nodes.Count > 1);
        }
    }
}

/// <summary>Selecting without a context.</summary>
public static class ActorRefFactoryShared
{
    /// <summary>Selects by path.</summary>
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) => new(((ActorSystemImpl)system).Root, actorPath.Elements);

    /// <summary>Selects relative to an actor.</summary>
    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);
}
