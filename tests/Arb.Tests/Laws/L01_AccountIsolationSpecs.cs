using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using Arb.Domain.Commands;
using Arb.Domain.Health;
using Arb.Domain.Sessions;
using Arb.Tests.Actors.Support;

namespace Arb.Tests.Laws;

/// <summary>L01, Account isolation: nothing of one account is shared with another, and there is no mutable static state.</summary>
public sealed class L01_AccountIsolationSpecs : AccountKit
{
    [Fact]
    public void Should_leave_other_accounts_untouched_when_one_loses_its_session()
    {
        var first = StartGreen("a1");
        var second = StartGreen("b1");
        Site("a1").Auto = _ => "login";
        Pass(4.5);
        Assert.Equal((Lamp.Red, 0), (View(first).Lamp, View(first).SessionGeneration));
        Assert.Equal((Lamp.Green, 1), (View(second).Lamp, View(second).SessionGeneration));
    }

    [Fact]
    public void Should_leave_other_accounts_untouched_when_one_crashes_or_is_switched_off()
    {
        var first = StartGreen("a1");
        var second = StartGreen("b1");
        Site("a1").Auto = _ => "crash";
        Pass(10);
        Ask<Done>(first, new SwitchAccount("a1", false));
        Assert.Equal(AccountState.Idle, State(first));
        Assert.Equal((AccountState.Active, Lamp.Green), (State(second), View(second).Lamp));
        Assert.Equal("b1", Assert.Single(Contracts.Contracts).Account.Value);
    }

    [Fact]
    public void Should_give_every_account_a_transport_of_its_own()
    {
        StartActive("a1");
        StartActive("b1");
        Assert.NotSame(Site("a1"), Site("b1"));
        Assert.All(Site("a1").Requests, request => Assert.DoesNotContain(request, Site("b1").Requests));
    }

    [Fact]
    public void Should_keep_no_mutable_static_state_anywhere()
    {
        var mutable = AssemblyFacts.Engine
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !Generated(type))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.IsDefined(typeof(GeneratedCodeAttribute)) && !field.Name.Contains("<>", StringComparison.Ordinal));
        Assert.Empty(mutable.Select(field => $"{field.DeclaringType}.{field.Name}"));
    }

    private static bool Generated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.IsDefined(typeof(GeneratedCodeAttribute)) || (type.DeclaringType is { } outer && Generated(outer));
}
