using System.Text.Json;

namespace Silo.Sandboxes.Oci;

/// <summary>One mount of a bundle.</summary>
/// <param name="Type">The file system, or <c>bind</c>.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="Target">Where.</param>
/// <param name="Options">How.</param>
internal sealed record OciMount(string Type, string Source, string Target, IReadOnlyList<string> Options)
{
    /// <summary>A directory of the host.</summary>
    /// <remarks>With what is mounted below it: without, the kernel refuses to show it in a user namespace.</remarks>
    public static OciMount Bind(string source, string target, bool isReadOnly) =>
        new("bind", source, target, ["rbind", "rprivate", "nosuid", "nodev", isReadOnly ? "ro" : "rw"]);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("destination", Target);
        json.WriteString("type", Type);
        json.WriteString("source", Source);
        json.WriteStartArray("options");
        foreach (var option in Options) json.WriteStringValue(option);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
