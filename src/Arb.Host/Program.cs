using Arb.Host.Cli;
using Arb.Host.Demo;
using Arb.Sandbox;

var code = args is [SandboxProcess.Word, .. var bookmakers]
    ? await SandboxCommand.InvokeAsync(bookmakers)
    : await ArbCommandLine.InvokeAsync(args, StandardOutput.Open(), Console.Error);
if (OperatingSystem.IsWindows())
    WindowsProcess.End(code);
return code;
