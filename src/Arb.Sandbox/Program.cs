return await Arb.Sandbox.SandboxCommand.Build().Parse(args).InvokeAsync();
