using Arb.Domain.Discovery;
using Arb.Domain.Normalization;
using Arb.Domain.Primitives;
using Arb.Domain.Registry;

namespace Arb.Benchmarks.Binding;

/// <summary>A fixture as two sources write it: the right answer is that they are one match.</summary>
internal sealed record Fixture(DateTimeOffset KickOff, string League, string Home, string Away, string OtherLeague, string OtherHome, string OtherAway);

/// <summary>What became of fixtures.</summary>
/// <param name="Total">Pairs that are one match.</param>
/// <param name="Right">Bound, the right way round.</param>
/// <param name="Wrong">Bindings of two different fixtures, or the wrong way round.</param>
/// <param name="Asked">Not bound, but the right pair is a question.</param>
/// <param name="Missed">Neither.</param>
internal sealed record Confusion(int Total, int Right, int Wrong, int Asked, int Missed)
{
    public double Precision => Right + Wrong == 0 ? 1 : Right / (double)(Right + Wrong);

    public double Recall => Total == 0 ? 1 : Right / (double)Total;

    public Confusion Plus(Confusion other) => new(Total + other.Total, Right + other.Right, Wrong + other.Wrong, Asked + other.Asked, Missed + other.Missed);
}

/// <summary>Presents fixtures to a binder as two books, all of one day together.</summary>
internal static class FixtureWorld
{
    private static readonly ProviderId One = new("AA");
    private static readonly ProviderId Other = new("BB");

    public static BindingOptions Options { get; } = new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(12), MaxEvents: 200_000, MaxQuestions: 100_000);

    public static ProviderEvent? Event(ProviderId provider, string id, string league, string home, string away, DateTimeOffset kickOff) =>
        TeamNames.TryNormalise(league, home, away, out var folded, out var first, out var second)
            ? new ProviderEvent(new EventKey(provider, id), folded, first, second, kickOff, false)
            : null;

    public static Confusion Run(IReadOnlyList<Fixture> day, ICollection<string>? failures = null)
    {
        var binder = new EventBinder(Options);
        for (var i = 0; i < day.Count; i++)
            if (Event(One, $"{i}", day[i].League, day[i].Home, day[i].Away, day[i].KickOff) is { } seen)
                binder.Apply(new RegistryChanged([], [new RegistryEventChanged(seen, [])]), day[i].KickOff);
        for (var i = 0; i < day.Count; i++)
            if (Event(Other, $"{i}", day[i].OtherLeague, day[i].OtherHome, day[i].OtherAway, day[i].KickOff) is { } seen)
                binder.Apply(new RegistryChanged([], [new RegistryEventChanged(seen, [])]), day[i].KickOff);
        int right = 0, wrong = 0;
        var bound = new HashSet<string>();
        foreach (var match in binder.Matches)
        {
            if (match.Members is [var a, var b] && a.Event.Key.EventId == b.Event.Key.EventId && a.Mirrored == b.Mirrored)
            {
                right++;
                bound.Add(a.Event.Key.EventId);
                continue;
            }
            wrong++;
            failures?.Add($"WRONG {string.Join(" / ", match.Members.Select(m => $"{m.Event.Home.Display} v {m.Event.Away.Display}{(m.Mirrored ? " mirrored" : "")}"))}");
        }
        var asked = binder.Questions.Where(q => q.First.Key.EventId == q.Second.Key.EventId).ToDictionary(q => q.First.Key.EventId);
        for (var i = 0; i < day.Count; i++)
            if (!bound.Contains($"{i}"))
                failures?.Add($"{(asked.TryGetValue($"{i}", out var question) ? $"asked ({BindingSentences.Of(question.Reason)})" : "missed")} {day[i].Home} v {day[i].Away} = {day[i].OtherHome} v {day[i].OtherAway}");
        var open = asked.Keys.Count(id => !bound.Contains(id));
        return new Confusion(day.Count, right, wrong, open, day.Count - bound.Count - open);
    }
}
