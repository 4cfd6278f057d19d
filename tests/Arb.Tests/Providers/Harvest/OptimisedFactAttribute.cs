using System.Diagnostics;
using System.Reflection;
using Arb.Domain.Harvest;

namespace Arb.Tests.Providers.Harvest;

/// <summary>A fact about optimised code; skipped by name in a Debug build, which allocates what the compiler would keep on the stack.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OptimisedFactAttribute : FactAttribute
{
    public OptimisedFactAttribute()
    {
        if (typeof(OddsCache).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            Skip = "a Debug build: measured in Release only";
    }
}
