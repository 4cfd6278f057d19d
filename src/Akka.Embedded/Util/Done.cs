namespace Akka;

/// <summary>Completion without a value.</summary>
public sealed class Done
{
    private Done()
    {
    }

    /// <summary>The value.</summary>
    public static Done Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "Done";
}
