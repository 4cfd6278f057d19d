namespace Arb.Tests.Providers;

/// <summary>Payload files, copied beside the test assembly.</summary>
internal static class PayloadFile
{
    public static string Text(string folder, string name) => File.ReadAllText(PathOf(folder, name));

    public static byte[] Bytes(string folder, string name) => File.ReadAllBytes(PathOf(folder, name));

    private static string PathOf(string folder, string name) => Path.Combine(AppContext.BaseDirectory, "Providers", "Payloads", folder, name);
}
