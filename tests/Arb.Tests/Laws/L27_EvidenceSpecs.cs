using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L27, Evidence: a working account logs session injected, MATCH OK, ODDS OK, odds_batch count, provider -> LIVE, in this order.</summary>
public sealed class L27_EvidenceSpecs : AccountKit
{
    private static readonly string[] Lines = ["[WORKER] session injected", "[WORKER] MATCH OK (200)", "[WORKER] ODDS OK (200)", "[INGEST] odds_batch count > 0: 2", "[STATUS] provider -> LIVE"];

    [Fact]
    public void Should_log_the_five_lines_in_order()
    {
        StartActive();
        Site().Auto = request => request.Role == EndpointRole.Odds ? "odds 2.10 1.80" : "empty";
        Pass(0.25);
        if (Site().Open > 0)
            Site().Answer("empty", number: 0);
        Pass(5);
        var evidence = Seen.Lines.Where(line => Lines.Any(start => line.StartsWith(start, StringComparison.Ordinal))).ToArray();
        Assert.Equal(Lines, evidence.Select(line => Lines.First(start => line.StartsWith(start, StringComparison.Ordinal))));
    }

    [Fact]
    public void Should_stop_at_the_line_that_is_not_true()
    {
        StartActive();
        Site().Auto = request => request.Role == EndpointRole.Odds ? "fail" : "empty";
        Pass(0.25);
        if (Site().Open > 0)
            Site().Answer("empty", number: 0);
        Pass(20);
        Assert.Contains(Seen.Lines, line => line.StartsWith(Lines[1], StringComparison.Ordinal));
        foreach (var later in Lines[2..])
            Assert.DoesNotContain(Seen.Lines, line => line.StartsWith(later, StringComparison.Ordinal));
    }
}
