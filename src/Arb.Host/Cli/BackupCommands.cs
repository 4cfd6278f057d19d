using System.CommandLine;
using Arb.Domain.Execution;
using Arb.Domain.Sessions;
using Arb.Host.Control;
using Arb.Storage;

namespace Arb.Host.Cli;

/// <summary><c>arb backup</c>, <c>arb restore</c>, <c>arb accept</c>: what a person does with the files of a data folder. They need no engine, and the last two allow none.</summary>
internal static class BackupCommands
{
    private const int MaxNote = 500;

    /// <summary>How long an engine that owns the folder may take to answer; it says so in the folder itself.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    public static Command Backup()
    {
        var target = new Argument<string>("folder") { Description = "A new folder; nothing is overwritten." };
        var command = new Command("backup", "Copy arb.db and journal.db as they stand at one moment, also while the engine runs, and check the copy.") { target, EngineCall.Data };
        command.SetAction(parsed =>
        {
            DataBackup.Make(EngineCall.Folder(parsed), parsed.GetValue(target)!, TimeProvider.System.GetUtcNow());
            CliOutput.Of(parsed).Line($"arb.db and journal.db are in {Path.GetFullPath(parsed.GetValue(target)!)}, and sound (back: arb restore {parsed.GetValue(target)})");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Restore()
    {
        var source = new Argument<string>("folder") { Description = "A folder that arb backup made." };
        var command = new Command("restore", "Put a backup into the data folder while no engine runs; the files from before are kept beside it.") { source, EngineCall.Data };
        command.SetAction(async (parsed, _) =>
        {
            using var folder = await HoldAsync(EngineCall.Folder(parsed));
            var aside = DataBackup.Restore(folder, parsed.GetValue(source)!, TimeProvider.System.GetUtcNow());
            CliOutput.Of(parsed).Line($"restored; the files from before are in {aside}. Bets placed since the backup may stand at the bookmakers: compare their bet lists, then arb accept --note \"what you found\" --data {folder.Path}");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Accept()
    {
        var note = new Option<string>("--note") { Description = "What you found at the bookmakers, 1 to 500 characters; kept.", HelpName = "text", Required = true };
        var command = new Command("accept", "Accept a restored backup, or files that do not belong together, once you have compared the bookmakers' bet lists; while no engine runs.") { note, EngineCall.Data };
        command.SetAction(async (parsed, _) =>
        {
            var said = parsed.GetValue(note)!.Trim();
            if (said.Length is 0 or > MaxNote)
                throw new UsageException($"--note takes 1 to {MaxNote} characters");
            return await AcceptAsync(CliOutput.Of(parsed), EngineCall.Folder(parsed), said);
        });
        return command;
    }

    private static async Task<int> AcceptAsync(CliOutput output, string data, string note)
    {
        using var folder = DataFolder.Take(data);
        ControlServer.RefuseLive(folder);
        DataBackup.RefuseUnfinished(folder.Path);
        using var claim = new FolderClaim(folder, AnswersWithin, TimeProvider.System);
        using var database = ArbDatabase.Open(folder.DatabaseFile, claim: claim);
        try
        {
            JournalFile.Prepare(folder.JournalFile);
            var journal = StorageFacts.Journal(folder.JournalFile);
            var findings = StorageComparison.Of(await StorageFacts.AuditAsync(database), journal);
            if (findings.Count == 0)
            {
                output.Line("arb.db and journal.db belong together: there is nothing to accept");
                return ExitCodes.Ok;
            }

            await StorageFacts.AcceptAsync(database, findings, journal, note, TimeProvider.System.GetUtcNow());
            foreach (var finding in findings)
                output.Line($"accepted: {finding.Describe()}");
            output.Line("The engine starts KILLED the next time. Open bets that it does not own count as placed until you say how they ended (arb executions settle); what is still locked waits for you (arb executions list).");
            return ExitCodes.Ok;
        }
        finally
        {
            await claim.ReleaseAsync(database);
        }
    }

    /// <summary>Takes the folder, and makes sure that no engine lives in it as far as its tables can still say so.</summary>
    private static async Task<DataFolder> HoldAsync(string data)
    {
        var folder = DataFolder.Take(data);
        try
        {
            ControlServer.RefuseLive(folder);
            if (File.Exists(folder.DatabaseFile))
                await AskOwnerAsync(folder);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task AskOwnerAsync(DataFolder folder)
    {
        using var claim = new FolderClaim(folder, AnswersWithin, TimeProvider.System);
        try
        {
            using var database = ArbDatabase.Open(folder.DatabaseFile, claim: claim, migrate: false);
            await claim.ReleaseAsync(database);
        }
        catch (StorageException)
        {
            // Damaged, or of a newer build: this is why it is restored. Lock and control channel have said that no engine lives.
        }
    }
}
