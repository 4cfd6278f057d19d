using Akka.Configuration;
using Akka.Util.Internal;

namespace Akka.Persistence.Sqlite;

/// <summary>What journal and snapshot store read from their configuration alike.</summary>
/// <param name="ConnectionString">Where the database is.</param>
/// <param name="Timeout">How long a lock held by another process is waited for.</param>
/// <param name="AutoInitialize">Whether missing tables are created.</param>
/// <param name="MaxBatchSize">The most events of one commit, above 0; one request is never split.</param>
internal sealed record SqliteSettings(string ConnectionString, TimeSpan Timeout, bool AutoInitialize, int MaxBatchSize)
{
    internal static SqliteSettings Read(Config config, string path)
    {
        string? connection = config.GetString("connection-string");
        if (string.IsNullOrEmpty(connection))
        {
            throw string.IsNullOrEmpty(config.GetString("connection-string-name"))
                ? new ConfigurationException($"{path}.connection-string is missing.")
                : Unsupported.Feature($"connection strings of app.config ({path}.connection-string-name)");
        }

        return new SqliteSettings(
            connection,
            config.GetTimeSpan("connection-timeout", TimeSpan.FromSeconds(30)),
            config.GetBoolean("auto-initialize"),
            Math.Max(1, config.GetInt("max-message-batch-size", 200)));
    }

    /// <summary>A table name from the configuration, safe to stand in a statement.</summary>
    internal static string TableName(Config config, string key, string path)
    {
        string? name = config.GetString(key);
        bool plain = !string.IsNullOrEmpty(name) && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return plain ? name! : throw new ConfigurationException($"{path}.{key} is '{name}'; expected letters, digits and underscores.");
    }
}
