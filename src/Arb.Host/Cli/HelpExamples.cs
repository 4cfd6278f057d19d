using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Arb.Host.Cli;

/// <summary>Appends examples to the help of each command, and the exit codes to that of <c>arb</c> itself.</summary>
internal sealed class HelpExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodesText = """
        Exit codes:
          0  done
          1  arb demo, arb simulate, arb doctor, arb alerts test: a check failed
          2  wrong arguments, settings, account, provider or command; two data folders hold a journal and --data names none
          3  not now: refused in this state, or no engine runs in the data folder
          4  the engine could not do it: database, disk, time-out
          5  another engine uses the data folder
        """;

    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["arb"] = ["arb demo --for 60", "arb run --data ~/arb", "arb status --data ~/arb"],
        ["arb run"] =
        [
            "arb run                                       paper trading, data in your own folder",
            "arb run --config my.conf --data ~/arb",
            "arb run --set arb.engine.trading=live         real bets with real money",
        ],
        ["arb demo"] = ["arb demo                  until Ctrl-C", "arb demo --for 60         exit code 0 only if every check holds", "arb demo --for 60 --seed 7 --data /tmp/demo", "arb demo --browser        logins in real browsers, typed by a simulated user"],
        ["arb dashboard"] = ["arb dashboard             a login link, good once", "arb dashboard --open", "arb dashboard --data ~/arb"],
        ["arb simulate"] = ["arb simulate --seeds 200", "arb simulate --seed 42 --trace"],
        ["arb status"] = ["arb status", "arb status --json | jq .accounts[].lamp"],
        ["arb watch"] = ["arb watch", "arb watch | tee lamps.txt"],
        ["arb doctor"] = ["arb doctor", "arb doctor anna", "arb doctor anna --json | jq .accounts[0].verdict"],
        ["arb account"] = ["arb account add anna https://sports.example/ --currency EUR", "arb account on anna", "arb account list"],
        ["arb account add"] = ["arb account add anna https://sports.example/ --currency EUR --commission 0.02"],
        ["arb account list"] = ["arb account list", "arb account list --json"],
        ["arb account on"] = ["arb account on anna"],
        ["arb account off"] = ["arb account off anna"],
        ["arb account reset"] = ["arb account reset anna"],
        ["arb account remove"] = ["arb account off anna && arb account remove anna"],
        ["arb session"] = ["arb session import anna --har sports.har", "arb session remember anna"],
        ["arb session import"] =
        [
            "arb session import anna --har sports.har",
            "arb session import anna --cookies cookies.txt --base-url https://sports.example/",
            "arb session import anna --cookies cookies.json --base-url https://sports.example/ --header \"User-Agent: Mozilla/5.0 …\" --token path=…",
        ],
        ["arb session remember"] = ["arb session remember anna"],
        ["arb session forget"] = ["arb session forget anna"],
        ["arb contract"] = ["arb contract import anna --har sports.har", "arb contract mark anna CMD", "arb contract show anna"],
        ["arb contract import"] = ["arb contract import anna --har sports.har", "arb contract import anna --file CMD_CONTRACT.json"],
        ["arb contract show"] = ["arb contract show anna", "arb contract show anna --json"],
        ["arb contract export"] = ["arb contract export anna contracts/"],
        ["arb contract mark"] = ["arb contract mark anna CMD"],
        ["arb contract suggest"] = ["arb contract suggest anna", "arb contract suggest anna --group 3 --bookmaker pinnacle --accept ODDSAPI", "arb contract suggest anna --har feed.har"],
        ["arb captures"] = ["arb captures anna", "arb captures anna --json", "arb captures anna --har sports.har"],
        ["arb extension"] = ["arb extension folder", "arb extension pair anna", "arb extension list"],
        ["arb extension folder"] = ["arb extension folder"],
        ["arb extension pair"] = ["arb extension pair anna"],
        ["arb extension list"] = ["arb extension list", "arb extension list --json"],
        ["arb extension unpair"] = ["arb extension unpair anna"],
        ["arb engine"] = ["arb engine start", "arb engine stop", "arb engine kill \"odds look wrong\""],
        ["arb engine start"] = ["arb engine start"],
        ["arb engine stop"] = ["arb engine stop"],
        ["arb engine kill"] = ["arb engine kill \"odds look wrong\""],
        ["arb backup"] = ["arb backup ~/backups/arb-2026-09-08 --data ~/arb"],
        ["arb restore"] = ["arb shutdown --data ~/arb; arb restore ~/backups/arb-2026-09-08 --data ~/arb"],
        ["arb accept"] = ["arb accept --note \"no bet since the backup at any bookmaker\" --data ~/arb"],
        ["arb service"] = ["arb service install --data ~/arb", "arb service remove"],
        ["arb service install"] = ["arb service install --data ~/arb --config ~/arb/my.conf", "arb service install --print"],
        ["arb service remove"] = ["arb service remove"],
        ["arb opportunities"] = ["arb opportunities", "arb opportunities --limit 5 --json"],
        ["arb plans"] = ["arb plans", "arb plans --json | jq -r .plans[].id"],
        ["arb approve"] = ["arb approve p1a2b3c4d"],
        ["arb executions"] = ["arb executions list --limit 10", "arb executions show x000001"],
        ["arb executions list"] = ["arb executions list --limit 10"],
        ["arb executions show"] = ["arb executions show x000001"],
        ["arb executions resolve"] =
        [
            "arb executions resolve x000001 --leg 1 --as placed --reference B123 --note \"seen on the site\"",
            "arb executions resolve x000001 --leg 1 --as absent --note \"not in the statement\"",
            "arb executions resolve x000001 --as settled --note \"hedged by hand\"",
        ],
        ["arb executions settle"] = ["arb executions settle x000001 --leg 0 --as won --returned 126.00 --note \"from the statement\""],
        ["arb opportunities rearm"] = ["arb opportunities rearm OPPORTUNITY"],
        ["arb exposure"] = ["arb exposure", "arb exposure set --account anna --max-per-match 100 --max-total 500"],
        ["arb exposure set"] = ["arb exposure set --account anna --max-per-match 100 --max-total 500"],
        ["arb profit"] = ["arb profit", "arb profit --from 2026-01-01 --to 2026-01-31 --json"],
        ["arb aliases"] = ["arb aliases list", "arb aliases add \"Man Utd\" \"Manchester United\"", "arb aliases import de.clubs.txt"],
        ["arb aliases list"] = ["arb aliases list", "arb aliases list --limit 1000"],
        ["arb aliases add"] = ["arb aliases add \"Man Utd\" \"Manchester United\""],
        ["arb aliases remove"] = ["arb aliases remove Dundee \"Dundee United\""],
        ["arb aliases import"] = ["arb aliases import names.tsv", "arb aliases import de.clubs.txt"],
        ["arb bindings"] = ["arb bindings list", "arb bindings accept cmd:123 sbo:77", "arb bindings refuse cmd:123 sbo:78"],
        ["arb bindings list"] = ["arb bindings list --limit 20"],
        ["arb bindings accept"] = ["arb bindings accept cmd:123 sbo:77", "arb bindings accept cmd:123 sbo:77 --mirrored"],
        ["arb bindings refuse"] = ["arb bindings refuse cmd:123 sbo:78"],
        ["arb logs"] = ["arb logs", "arb logs --level alarm --since 1d", "arb logs --follow", "arb logs --follow --json | jq -r .message"],
        ["arb report"] = ["arb report", "arb report --from 2026-01-01 --to 2026-01-31", "arb report --html january.html --csv january.csv"],
        ["arb completion"] =
        [
            "arb completion bash > ~/.local/share/bash-completion/completions/arb",
            "arb completion zsh > \"${fpath[1]}/_arb\"",
            "arb completion fish > ~/.config/fish/completions/arb.fish",
        ],
        ["arb alerts"] = ["arb alerts", "arb alerts --limit 5 --json"],
        ["arb alerts test"] = ["arb alerts test"],
        ["arb config"] = ["arb config > my.conf"],
        ["arb send"] = ["echo '{\"command\":\"status\"}' | arb send"],
        ["arb shutdown"] = ["arb shutdown --data ~/arb"],
    };

    /// <summary>The names of commands that have examples.</summary>
    internal static IReadOnlyCollection<string> Known => Examples.Keys;

    /// <summary>Replaces the help action of the whole tree.</summary>
    public static void Attach(RootCommand root)
    {
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction standard })
            {
                option.Action = new HelpExamples(standard);
                // One short form is enough; the others would only fill the shell's completion.
                option.Aliases.Clear();
                option.Aliases.Add("-h");
            }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (Examples.TryGetValue(NameOf(command), out var lines))
        {
            output.WriteLine("Examples:");
            foreach (var line in lines)
                output.WriteLine($"  {line}");
            output.WriteLine();
        }
        if (command is RootCommand)
        {
            output.WriteLine(ExitCodesText);
            output.WriteLine();
        }
        return code;
    }

    internal static string NameOf(Command command)
    {
        if (command is RootCommand)
            return "arb";
        var parent = command.Parents.OfType<Command>().First();
        return $"{NameOf(parent)} {command.Name}";
    }
}
