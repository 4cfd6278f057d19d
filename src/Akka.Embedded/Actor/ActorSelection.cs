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
    /// <exception cref="IllegalActorNameException">A double wildcard that is not the last element.</exception>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        _elements = elements.Where(e => !string.IsNullOrEmpty(e)).ToArray();
        if (_elements.SkipLast(1).Contains("**"))
            throw new IllegalActorNameException("Double wildcard can only appear at the last path entry");
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
        var matches = new List<IInternalActorRef>();
        var complete = Match(anchor, 0, fannedOut: false, matches);
        foreach (var match in matches.Distinct())
            match.Tell(message, sender);
        if (!complete && anchor.SystemImpl is { } system)
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

    /// <summary>Collects what matches; false when a step led nowhere. Behind a pattern with several matches that is no surprise.</summary>
    private bool Match(IInternalActorRef node, int index, bool fannedOut, List<IInternalActorRef> matches)
    {
        if (index >= _elements.Length)
        {
            matches.Add(node);
            return true;
        }

        var element = _elements[index];
        switch (element)
        {
            case "..":
                return Match(node is RootGuardianRef ? node : node.Parent, index + 1, fannedOut, matches);
            case "**":
                matches.AddRange(Descendants(node));
                return true;
        }

        if (!IsPattern(element))
        {
            var child = node.GetChild([element], 0);
            return child is Nobody ? fannedOut : Match(child, index + 1, fannedOut, matches);
        }

        var pattern = new Regex("^" + Regex.Escape(element).Replace("\\*", ".*").Replace("\\?", ".") + "$", RegexOptions.NonBacktracking);
        var children = node.Children.Where(c => pattern.IsMatch(c.Path.Name)).ToList();
        var complete = fannedOut || children.Count > 0;
        foreach (var child in children)
            complete &= Match(child, index + 1, fannedOut || children.Count > 1, matches);
        return complete;
    }

    private static bool IsPattern(string element) => element.Contains('*') || element.Contains('?');

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
