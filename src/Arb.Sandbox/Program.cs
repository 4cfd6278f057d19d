return await Arb.Sandbox.SandboxCommand.InvokeAsync(args);
