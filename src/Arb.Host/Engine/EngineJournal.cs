using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Arb.Host.Configuration;
using Arb.Storage;
using LinqToDB;

namespace Arb.Host.Engine;

/// <summary>The actors' journal and snapshots: Akka.Persistence.Sql over one SQLite file, in the table layout that earlier builds wrote.</summary>
public static class EngineJournal
{
    /// <summary>Makes the system persist through <paramref name="connections"/>. Their file is checked before (<see cref="JournalFile.Prepare"/>).</summary>
    public static AkkaConfigurationBuilder AddJournal(this AkkaConfigurationBuilder builder, JournalConnections connections, JournalSettings settings) => builder
        .AddSetup(connections.Setup)
        .AddHocon(Plugins(settings), HoconAddMode.Prepend)
        .AddHocon(Defaults, HoconAddMode.Append);

    /// <summary>Defaults of the plug-ins' package, to be laid below <see cref="Plugins"/>.</summary>
    public static Config Defaults => SqlPersistence.DefaultConfiguration;

    /// <summary>
    /// The plug-ins in HOCON, above <see cref="Defaults"/>. A journal that cannot be replayed cleanly must fail, not be repaired by guessing.
    /// </summary>
    public static string Plugins(JournalSettings settings) => $$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              provider-name = "{{ProviderName.SQLiteMS}}"
              table-mapping = sqlite
              sqlite.journal.use-writer-uuid-column = on
              tag-write-mode = Csv
              plugin-dispatcher = "akka.actor.default-dispatcher"
              circuit-breaker {
                call-timeout = {{settings.CallTimeout.TotalMilliseconds:0}}ms
                max-failures = {{settings.MaxFailures}}
                reset-timeout = {{settings.ResetTimeout.TotalMilliseconds:0}}ms
              }
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            sql {
              provider-name = "{{ProviderName.SQLiteMS}}"
              table-mapping = sqlite
              plugin-dispatcher = "akka.actor.default-dispatcher"
              circuit-breaker {
                call-timeout = {{settings.CallTimeout.TotalMilliseconds:0}}ms
                max-failures = {{settings.MaxFailures}}
                reset-timeout = {{settings.ResetTimeout.TotalMilliseconds:0}}ms
              }
            }
          }
          journal-plugin-fallback.replay-filter.mode = fail
        }
        """;
}
