using System.Diagnostics;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Agents.Tests.Definitions;

namespace Silo.Agents.Tests.Scripted;

/// <summary>A copy of the demo's files, with plain stand-ins for the tools that the demo's agent uses.</summary>
internal sealed class DemoProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DemoProject()
    {
        var source = Repository.Path("samples/demo-project");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.Path, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public (ToolStatus Status, string Text) Run(ToolUseBlock call)
    {
        var input = call.Input!.Value;
        switch (call.Tool)
        {
            case "list":
                return (ToolStatus.Ok, string.Join('\n', Directory.EnumerateFileSystemEntries(InFolder(input, "path"))));
            case "read_file":
                return (ToolStatus.Ok, File.ReadAllText(InFolder(input, "path")));
            case "write_file":
                File.WriteAllText(InFolder(input, "path"), Text(input, "content"));
                return (ToolStatus.Ok, "written");
            case "edit_file":
                return Edit(InFolder(input, "path"), Text(input, "old_text"), Text(input, "new_text"));
            case "shell":
                return Shell(Text(input, "command"));
            default:
                throw new InvalidOperationException($"The demo's agent has no tool {call.Tool}.");
        }
    }

    /// <summary>Runs a command line with the system's shell.</summary>
    public (ToolStatus Status, string Text) Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode == 0 ? ToolStatus.Ok : ToolStatus.Error, text);
    }

    public void Dispose() => _folder.Dispose();

    private static (ToolStatus Status, string Text) Edit(string path, string oldText, string newText)
    {
        var text = File.ReadAllText(path);
        if (text.Split(oldText).Length != 2)
            return (ToolStatus.Error, "the old text does not stand there exactly once");
        File.WriteAllText(path, text.Replace(oldText, newText, StringComparison.Ordinal));
        return (ToolStatus.Ok, "edited");
    }

    private static string Text(JsonElement input, string name) => input.GetProperty(name).GetString()!;

    private string InFolder(JsonElement input, string name) => Path.Combine(_folder.Path, Text(input, name));
}
