using System.Text;
using Akka.Actor.Internal;

namespace Akka.Actor;

internal partial class ActorCell
{
    private enum ChildrenState
    {
        Normal,
        Recreating,
        Creating,
        Terminating,
        Terminated,
    }

    private readonly Lock _childrenLock = new();
    private Dictionary<string, ChildRestartStats>? _children;
    private HashSet<IActorRef>? _dying;
    private ChildrenState _childrenState;
    private Exception? _recreationCause;
    private long _nameCounter;

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        return AttachChild(props, name);
    }

    /// <summary>Creates and starts a child; callable from any thread for the guardians.</summary>
    public LocalActorRef AttachChild(Props props, string? name, Func<ActorPath, LocalActorRef>? create = null)
    {
        // The references of a test kit bring names of their own ($$a), which nobody else may give.
        if (name is not null && create is null)
            CheckName(name);
        LocalActorRef child;
        lock (_childrenLock)
        {
            if (_childrenState is ChildrenState.Terminating or ChildrenState.Terminated)
            {
                throw new InvalidOperationException(
                    $"Cannot reserve actor name '{name}': {(_childrenState == ChildrenState.Terminated ? "already terminated" : "terminating")}");
            }

            _children ??= [];
            name ??= NextName();
            if (_children.ContainsKey(name))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            var path = new ChildActorPath(_self.Path, name, _system.NextUid());
            child = create?.Invoke(path) ?? _system.NewActorRef(props, _self, path);
            _children.Add(name, new ChildRestartStats(child));
        }

        child.Start();
        return child;
    }

    public IActorRef Child(string name) => ChildRef(name);

    public IInternalActorRef ChildRef(string name)
    {
        lock (_childrenLock)
            return _children is not null && _children.TryGetValue(name, out var stats) ? stats.ChildRef : ActorRefs.Nobody;
    }

    public IEnumerable<IActorRef> GetChildren() => ChildRefs();

    public IReadOnlyList<IInternalActorRef> ChildRefs()
    {
        lock (_childrenLock)
            return _children is null or { Count: 0 } ? [] : _children.Values.Select(s => s.ChildRef).ToArray();
    }

    public IReadOnlyList<ChildRestartStats> ChildStats()
    {
        lock (_childrenLock)
            return _children is null or { Count: 0 } ? [] : _children.Values.ToArray();
    }

    public void Stop(IActorRef child)
    {
        if (child is not IInternalActorRef target)
            return;
        lock (_childrenLock)
        {
            // The name stays taken until the child has really ended.
            if (TryGetStats(child) is not null)
                (_dying ??= []).Add(child);
        }

        target.Stop();
    }

    private bool IsNormal => _childrenState == ChildrenState.Normal;

    private ChildRestartStats? TryGetStats(IActorRef child)
    {
        lock (_childrenLock)
        {
            return _children is not null && _children.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child)
                ? stats
                : null;
        }
    }

    /// <summary>Notes what to do when the last dying child is gone; false when none is dying.</summary>
    private bool WaitForChildren(ChildrenState state, Exception? cause = null)
    {
        lock (_childrenLock)
        {
            if (_dying is null or { Count: 0 })
                return false;
            _childrenState = state;
            _recreationCause = cause;
            return true;
        }
    }

    private (ChildrenState State, Exception? Cause) RemoveChild(IActorRef child)
    {
        lock (_childrenLock)
        {
            if (_children is not null && _children.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child))
                _children.Remove(child.Path.Name);
            _dying?.Remove(child);
            var state = _childrenState;
            if (state is ChildrenState.Normal or ChildrenState.Terminated || _dying is { Count: > 0 })
                return (ChildrenState.Normal, null);
            var cause = _recreationCause;
            _recreationCause = null;
            _childrenState = state == ChildrenState.Terminating ? ChildrenState.Terminated : ChildrenState.Normal;
            return (state, cause);
        }
    }

    private void SetChildrenTerminated()
    {
        lock (_childrenLock)
        {
            _childrenState = ChildrenState.Terminated;
            _children = null;
            _dying = null;
        }
    }

    private void StopChildren()
    {
        foreach (var child in ChildRefs())
            Stop(child);
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw new InvalidActorNameException("Actor name must not be empty.");
        if (!ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException(
                $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, include only ASCII letters and can only contain these special characters: {ActorPath.ValidSymbols}.");
        }
    }

    /// <summary>Generated names: $a, $b, … in base 64.</summary>
    private string NextName() => Base64Name(_nameCounter++);

    internal static string Base64Name(long number)
    {
        const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        var name = new StringBuilder("$");
        do
        {
            name.Append(Digits[(int)(number & 63)]);
            number >>= 6;
        }
        while (number > 0);
        return name.ToString();
    }
}
