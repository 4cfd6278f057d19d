using System.CommandLine;
using Arb.Host.Control;

namespace Arb.Host.Cli;

/// <summary><c>arb completion</c>: a script that makes a shell ask <c>arb</c> itself what may come next.</summary>
internal static class CompletionCommand
{
    // arb "[suggest:N]" LINE prints what may stand at position N of LINE, one a line; so the scripts never grow stale.
    private const string Bash = """
        _arb() {
          local line="${COMP_LINE:0:COMP_POINT}"
          local IFS=$'\n'
          COMPREPLY=( $(compgen -W "$(arb "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
          [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=( $(compgen -f -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -F _arb arb
        """;

    private const string Zsh = """
        #compdef arb
        _arb() {
          local -a found
          found=("${(@f)$(arb "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _arb arb
        """;

    private const string Fish = """
        function __arb_complete
            set -l line (commandline -cp)
            set -l found (arb "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if test -n "$found[1]"
                printf '%s\n' $found
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c arb -f -a '(__arb_complete)'
        """;

    public static Command Build()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that lets your shell complete commands, options and the accounts of a running engine.") { shell };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCodes.Ok;
        });
        return command;
    }
}
