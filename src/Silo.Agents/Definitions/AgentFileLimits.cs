namespace Silo.Agents.Definitions;

/// <summary>The bounds of agent files.</summary>
public static class AgentFileLimits
{
    /// <summary>Largest file: 256 KiB.</summary>
    public const int FileBytesMax = 256 * 1024;

    /// <summary>Most files in one folder.</summary>
    public const int FilesMax = 256;

    /// <summary>Deepest nesting of mappings and lists.</summary>
    public const int DepthMax = 24;

    /// <summary>Largest definition as JSON, as it stands in a session's first event: 192 KiB.</summary>
    public const int DefinitionBytesMax = 192 * 1024;

    /// <summary>Most tools of one agent.</summary>
    public const int ToolsMax = 128;

    /// <summary>Most errors that are listed for one file.</summary>
    public const int ErrorsMax = 100;
}
