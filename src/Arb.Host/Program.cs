using Arb.Host.Cli;

return await ArbCommandLine.InvokeAsync(args, Console.Out, Console.Error);
