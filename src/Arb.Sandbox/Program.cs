using System.CommandLine;

// Signals are this program's own: the command line would end it at Ctrl-C whatever --exit-with-parent says.
return await Arb.Sandbox.SandboxCommand.Build().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
