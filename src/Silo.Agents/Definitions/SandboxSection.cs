using Silo.Abstractions.Agents;

namespace Silo.Agents.Definitions;

/// <summary>Reads the section <c>sandbox</c> of an agent file.</summary>
internal static class SandboxSection
{
    private const long Largest = 1L << 44;

    public static SandboxSettings Read(SettingScope scope)
    {
        var defaults = new SandboxSettings();
        var sandbox = new SandboxSettings
        {
            Mode = Mode(scope) ?? defaults.Mode,
            MemoryBytesMax = scope.Bytes("memory_bytes_max", 16L << 20, Largest) ?? defaults.MemoryBytesMax,
            ProcessesMax = scope.Integer("processes_max", defaults.ProcessesMax, 4, 32_768),
            CpusMax = scope.Number("cpus_max", 0.01m, 1024) ?? defaults.CpusMax,
            CpuTimeMax = scope.Duration("cpu_time_max", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)) ?? defaults.CpuTimeMax,
            OpenFilesMax = scope.Integer("open_files_max", defaults.OpenFilesMax, 16, 1 << 20),
            FileBytesMax = scope.Bytes("file_bytes_max", 1L << 10, Largest) ?? defaults.FileBytesMax,
            OutputBytesMax = scope.Bytes("output_bytes_max", 1L << 10, 1L << 30) ?? defaults.OutputBytesMax,
            TmpBytesMax = scope.Bytes("tmp_bytes_max", 1L << 20, Largest) ?? defaults.TmpBytesMax,
            TmpFilesMax = scope.Integer("tmp_files_max", defaults.TmpFilesMax, 64, 1 << 24),
            WorkspaceBytesMax = scope.Bytes("workspace_bytes_max", 1L << 20, Largest) ?? defaults.WorkspaceBytesMax,
            WorkspaceFilesMax = scope.Integer("workspace_files_max", defaults.WorkspaceFilesMax, 64, 1 << 24),
        };
        scope.Close();
        return sandbox;
    }

    private static SandboxMode? Mode(SettingScope scope)
    {
        switch (scope.Text("mode", 64))
        {
            case null:
                return null;
            case "session":
                return SandboxMode.Session;
            case "call":
                return SandboxMode.Call;
            case var other:
                scope.Refuse("mode", $"{SettingErrors.Show(other)} is not known; allowed: session, call");
                return null;
        }
    }
}
