using System.Text.Json;

namespace Silo.Load.Sandboxing;

/// <summary>The spawner that a host started for itself.</summary>
internal static class OwnSpawner
{
    /// <summary>Its process, as its run directory remembers it.</summary>
    public static int Pid(string run)
    {
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "spawner.json")));
        return record.RootElement.GetProperty("pid").GetInt32();
    }
}
