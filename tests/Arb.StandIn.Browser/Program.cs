using Arb.StandIn.Browser;

// One program is all three: the browser's stand-in, what a browser starts, and the checks that start such browsers as the engine does. It runs where no real browser can (Wine).
return args switch
{
    ["checks", var folder, .. var names] => await Checks.RunAsync(folder, names),
    ["hold", var folder] => await Checks.HoldAsync(folder),
    ["console-event", var process, var code] when OperatingSystem.IsWindows() => ConsoleEvent.Send(process, code),
    [StandIn.Child, ..] => StandIn.BeChild(),
    _ when args.Any(argument => argument.StartsWith("--user-data-dir=", StringComparison.Ordinal)) => await StandIn.RunAsync(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("checks FOLDER [NAME ...]: starts browsers' stand-ins as the engine starts browsers; hold FOLDER: starts one and waits; console-event PROCESS CODE; with --user-data-dir=...: is one");
    return 2;
}
