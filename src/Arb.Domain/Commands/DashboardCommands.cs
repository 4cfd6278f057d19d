namespace Arb.Domain.Commands;

/// <summary>Makes a login link to the dashboard, good once. Only over the control channel: whoever may use that may do everything already. Answered by <see cref="DashboardLink"/>, or refused where <c>arb.dashboard.enabled</c> is off.</summary>
public sealed record OpenDashboard : ArbCommand;

/// <summary>A login link, good once.</summary>
/// <param name="Url">Address with the code in its fragment, which browsers do not send and servers do not log; for the user's eyes only.</param>
/// <param name="Until">Good until then.</param>
public sealed record DashboardLink(string Url, DateTimeOffset Until) : CommandReply
{
    /// <summary>Without the code.</summary>
    public override string ToString() => $"login link until {Until:HH:mm:ss}";
}
