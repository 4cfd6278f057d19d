using System.CommandLine;
using Arb.Host.Cli;
using Arb.Host.Control;

namespace Arb.Tests.Host;

/// <summary>The command line without an engine: parsing, help, exit codes.</summary>
public sealed class CommandLineSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("account")]
    [InlineData("account", "add", "anna")]
    [InlineData("status", "--no-such-option")]
    [InlineData("logs", "--level", "loud")]
    [InlineData("logs", "--since", "yesterday")]
    [InlineData("completion", "tcsh")]
    [InlineData("demo", "--for", "1")]
    [InlineData("demo", "--for", "soon")]
    [InlineData("demo", "--seed", "soon")]
    [InlineData("simulate", "--seeds", "0")]
    [InlineData("logs", "--limit", "0")]
    [InlineData("logs", "--level", "3")]
    [InlineData("session", "import", "anna", "--cookies", "c.txt", "--base-url", "no address")]
    public async Task Should_end_with_code_2_and_say_where_help_is_when_arguments_are_wrong(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(ExitCodes.BadRequest, code);
        Assert.Contains("--help", error);
    }

    [Theory]
    [InlineData("session", "import", "anna")]
    [InlineData("contract", "import", "anna")]
    [InlineData("run", "--set", "arb.engine.tradin=live")]
    [InlineData("run", "--config", "no-such-file.conf")]
    public async Task Should_end_with_code_2_and_one_clear_line_when_a_request_makes_no_sense(params string[] args)
    {
        var (code, _, error) = await RunAsync([.. args, "--data", _folder.File("d")]);
        Assert.Equal(ExitCodes.BadRequest, code);
        Assert.StartsWith("arb: ", error);
        Assert.False(Directory.Exists(_folder.File("d")));
    }

    [Theory]
    [InlineData("12,50")]
    [InlineData("1,000")]
    [InlineData("-5")]
    [InlineData("5 EUR")]
    [InlineData("1e3")]
    public async Task Should_refuse_an_amount_that_could_be_read_in_two_ways(string amount)
    {
        var (code, _, error) = await RunAsync("exposure", "set", "--account", "anna", "--max-per-match", amount, "--max-total", "5000");
        Assert.Equal((ExitCodes.BadRequest, $"arb: --max-per-match: '{amount}' is no number like 12.50"), (code, error.Split('\n')[0].TrimEnd()));
    }

    [Fact]
    public async Task Should_tell_what_a_value_must_be_in_the_words_of_people()
    {
        foreach (var (command, option) in Options(ArbCommandLine.Build(), []))
        {
            var (_, _, error) = await RunAsync([.. command, option, "\u001b[2Jno value"]);
            Assert.DoesNotMatch(@"System\.|Arb\.|\u001b|   at ", error);
        }
    }

    [Theory]
    [InlineData("unknown command 'accuont'; did you mean 'account'?", "accuont")]
    [InlineData("which command? (there is start, stop, kill)", "engine")]
    [InlineData("unknown argument '--jsno'; did you mean '--json'?", "status", "--jsno")]
    public async Task Should_guess_what_was_meant(string expected, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.Equal((ExitCodes.BadRequest, ""), (code, output));
        Assert.StartsWith("arb: " + expected, error);
    }

    [Fact]
    public async Task Should_end_in_silence_when_nobody_reads_any_more()
    {
        using var error = new StringWriter();
        await using var gone = new GoneWriter();
        Assert.Equal((ExitCodes.Ok, ""), (await ArbCommandLine.InvokeAsync(["config"], gone, error), error.ToString()));
    }

    [Fact]
    public async Task Should_end_with_code_3_and_say_how_to_start_one_when_no_engine_runs()
    {
        var (code, _, error) = await RunAsync("status", "--data", _folder.Path);
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains($"no engine runs in {_folder.Path}: start one with arb run --data {_folder.Path}", error);
    }

    [Fact]
    public async Task Should_refuse_a_folder_whose_path_is_too_long_for_a_socket()
    {
        var (code, _, error) = await RunAsync("run", "--data", _folder.File(new string('x', 120)));
        Assert.Equal(ExitCodes.BadRequest, code);
        Assert.Contains("choose a shorter data folder", error);
    }

    [Fact]
    public async Task Should_document_every_exit_code_in_the_help()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        for (var i = 0; i <= 5; i++)
            Assert.Matches($"(?m)^  {i}  \\w", output);
    }

    [Fact]
    public async Task Should_print_the_commented_settings() =>
        Assert.Contains("# paper: fills at the harvested prices", (await RunAsync("config")).Output);

    [Fact]
    public void Should_give_every_command_an_example() =>
        Assert.Equal([], Names(ArbCommandLine.Build(), "arb").Except(HelpExamples.Known));

    [Fact]
    public void Should_have_no_example_of_a_command_that_is_gone() =>
        Assert.Equal([], HelpExamples.Known.Except(Names(ArbCommandLine.Build(), "arb")));

    private static IEnumerable<(string[] Command, string Option)> Options(Command command, string[] path) =>
        command.Options.Where(option => option.Arity.MaximumNumberOfValues > 0 && Nullable.GetUnderlyingType(option.ValueType) is var inner && (inner ?? option.ValueType).IsValueType && option.ValueType != typeof(bool)).Select(option => (path, option.Name))
            .Concat(command.Subcommands.SelectMany(sub => Options(sub, [.. path, sub.Name])));

    private static IEnumerable<string> Names(Command command, string name) =>
        command.Subcommands.SelectMany(sub => Names(sub, $"{name} {sub.Name}")).Prepend(name);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArbCommandLine.InvokeAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A pipe whose reader has gone.</summary>
    private sealed class GoneWriter : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe", 32);
    }
}
