using Arb.Host.Cli;
using Arb.Host.Demo;
using Arb.Sandbox;

return args is [SandboxProcess.Word, .. var bookmakers]
    ? await SandboxCommand.InvokeAsync(bookmakers)
    : await ArbCommandLine.InvokeAsync(args, StandardOutput.Open(), Console.Error);
