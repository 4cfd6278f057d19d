namespace Arb.Tests.Actors.Support;

/// <summary>What waits for a task goes on inside the call that completes it only where no synchronisation context is set; xunit and the test kit set one.</summary>
public static class InPlace
{
    /// <summary>Runs without one.</summary>
    public static void Run(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
