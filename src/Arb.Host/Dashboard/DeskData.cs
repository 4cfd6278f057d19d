using Arb.Domain.Commands;

namespace Arb.Host.Dashboard;

/// <summary>What the engine answered, for one page at one moment. Pages render this and know nothing else (L24).</summary>
/// <param name="Now">When.</param>
/// <param name="View">Which page.</param>
/// <param name="Replies">Answers by question.</param>
/// <param name="Rows">Rows of a list on one page.</param>
public sealed record DeskData(DateTimeOffset Now, DeskView View, IReadOnlyDictionary<ArbCommand, CommandReply> Replies, int Rows)
{
    /// <summary>The page's filters.</summary>
    public DeskQuery Query => View.Query;

    /// <summary>What the page is about, e.g. an account id; or empty.</summary>
    public string Subject => View.Subject;

    /// <summary>Why something is missing that should be there, or null. What is refused for a reason is said where it would stand.</summary>
    public string? Problem => Replies.Values.OfType<CommandFailed>().FirstOrDefault(failed => failed.Kind == FailureKind.Failed)?.Message;

    /// <summary>Why a question of a kind was refused, or null.</summary>
    public string? Refusal<T>()
        where T : ArbCommand => Replies.Where(one => one.Key is T).Select(one => one.Value).OfType<CommandFailed>().FirstOrDefault(failed => failed.Kind != FailureKind.Failed)?.Message;

    /// <summary>The answer of a kind, or null while there is none.</summary>
    public T? Find<T>()
        where T : CommandReply => Replies.Values.OfType<T>().FirstOrDefault();
}

/// <summary>A page as one browser looks at it; equal ones are rendered once.</summary>
/// <param name="Page">Its definition.</param>
/// <param name="Subject">What it is about, or empty.</param>
/// <param name="Query">Its filters.</param>
public sealed record DeskView(DeskPage Page, string Subject, DeskQuery Query)
{
    /// <summary>Its address.</summary>
    public string Address => Query.On(Page.PathOf(Subject));
}

/// <summary>A question to the engine, and how long its answer is good.</summary>
/// <param name="Command">The question; one that changes nothing.</param>
/// <param name="Good">How long.</param>
public sealed record DeskQuestion(ArbCommand Command, TimeSpan Good);
