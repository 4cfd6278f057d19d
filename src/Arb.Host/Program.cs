using Arb.Host.Cli;

return await ArbCommandLine.InvokeAsync(args, StandardOutput.Open(), Console.Error);
