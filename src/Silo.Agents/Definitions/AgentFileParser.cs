using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Silo.Abstractions.Agents;

namespace Silo.Agents.Definitions;

/// <summary>Reads one agent file into a definition. Pure: bytes in, a definition or errors out.</summary>
internal static partial class AgentFileParser
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file. The definition is null when there are errors; the root is there when the file is YAML at all.</summary>
    public static (AgentDefinition? Definition, SettingNode? Root) Parse(ReadOnlyMemory<byte> bytes, SettingErrors errors)
    {
        if (bytes.Length > AgentFileLimits.FileBytesMax)
        {
            errors.Add(null, string.Empty, $"the file is larger than {AgentFileLimits.FileBytesMax} bytes");
            return (null, null);
        }

        if (Decode(bytes.Span, errors) is not { } text || SettingComposer.Compose(text, errors) is not { } root)
            return (null, null);
        if (root is not SettingMap map)
        {
            errors.Add(root, string.Empty, $"expected a mapping of settings, found {root.Shape}");
            return (null, null);
        }

        var definition = Definition(new SettingScope(map, string.Empty, errors), bytes.Span);
        return (errors.Any ? null : definition, root);
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, SettingErrors errors)
    {
        try
        {
            return Utf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            errors.Add(bytes[..e.Index].Count((byte)'\n') + 1, 1, string.Empty, "not valid UTF-8");
            return null;
        }
    }

    private static AgentDefinition? Definition(SettingScope scope, ReadOnlySpan<byte> bytes)
    {
        var name = scope.Required("name", 64);
        if (name is not null && !NameForm.IsMatch(name))
            scope.Refuse("name", $"{SettingErrors.Show(name)} is not a name; allowed: 1 to 64 characters of a-z 0-9 -");
        var version = scope.Text("version", 64);
        if (version is not null && !VersionForm.IsMatch(version))
            scope.Refuse("version", $"{SettingErrors.Show(version)} is not a version; allowed: 1 to 64 characters of A-Z a-z 0-9 . _ + -");
        var definition = new AgentDefinition
        {
            Name = name ?? string.Empty,
            Version = version ?? Convert.ToHexStringLower(SHA256.HashData(bytes))[..12],
            Description = scope.Text("description", 512),
            Driver = scope.Required("driver", 64) ?? string.Empty,
            Model = ModelSection.Read(scope.Scope("model")),
            Prompt = scope.Text("prompt", AgentFileLimits.DefinitionBytesMax, lines: true),
            Tools = ToolsSection.Read(scope),
            Mcp = McpSection.Read(scope),
            Sandbox = SandboxSection.Read(scope.Scope("sandbox")),
            Limits = LimitsSection.Read(scope.Scope("limits")),
            KeepAlive = scope.Duration("keep_alive", TimeSpan.Zero, TimeSpan.FromHours(24)) ?? TimeSpan.FromMinutes(5),
            Retention = Retention(scope),
            Settings = Settings(scope),
        };
        scope.Close();
        var size = JsonSerializer.SerializeToUtf8Bytes(definition, AgentJson.Default.AgentDefinition).Length;
        if (size > AgentFileLimits.DefinitionBytesMax)
            scope.Errors.Add(null, string.Empty, $"the definition has {size} bytes as JSON; allowed: up to {AgentFileLimits.DefinitionBytesMax}");
        return definition;
    }

    private static TimeSpan? Retention(SettingScope scope) => scope.Node("retention") is SettingScalar { Text: "never" }
        ? TimeSpan.Zero
        : scope.Duration("retention", TimeSpan.FromHours(1), TimeSpan.FromDays(3650), ", or never");

    private static JsonElement? Settings(SettingScope scope)
    {
        switch (scope.Node("settings"))
        {
            case null or SettingScalar { IsNull: true }:
                return null;
            case SettingMap map:
                return SettingJson.ToElement(map);
            case var other:
                scope.Refuse("settings", $"{SettingErrors.Show(other)} expected a mapping of settings");
                return null;
        }
    }

    [GeneratedRegex("^[a-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex NameForm { get; }

    [GeneratedRegex("^[A-Za-z0-9._+-]+$", RegexOptions.None, 1000)]
    private static partial Regex VersionForm { get; }
}
