using System.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Agents.Tests.Definitions;
using Silo.Agents.Tests.Tools;

namespace Silo.Agents.Tests.Scripted;

/// <summary>A workspace with the demo's files and the built-in tools; the plain shell of this machine plays the sandbox.</summary>
internal sealed class DemoProject : ToolTest
{
    private DemoProject() => Sandbox = () => new FakeSandbox((command, _) => Task.FromResult(Start(command)));

    public static async Task<DemoProject> CreateAsync()
    {
        var project = new DemoProject();
        await project.InitializeAsync();
        var source = Repository.Path("samples/demo-project");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            project.Put(Path.GetRelativePath(source, file), await File.ReadAllBytesAsync(file));
        return project;
    }

    /// <summary>Runs a call to its end before it returns, so that the clock's timers stay on one thread.</summary>
    public (ToolStatus Status, string Text) Run(ToolUseBlock call) => Run(call.Tool, call.Input!.Value.GetRawText());

    /// <summary>Runs the project's test.</summary>
    public (ToolStatus Status, string Text) Test() => Run("shell", """{"command":"sh test.sh"}""");

    private (ToolStatus Status, string Text) Run(string tool, string json)
    {
        var result = Task.Run(() => RunJsonAsync(tool, json)).GetAwaiter().GetResult();
        return (result.Status, result.Text);
    }

    private SandboxExit Start(SandboxCommand command)
    {
        using var process = Process.Start(new ProcessStartInfo(command.Arguments[0], command.Arguments.Skip(1))
        {
            WorkingDirectory = Workspace.HostPath,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        command.OnOutput(output.ToArray());
        return new SandboxExit(process.ExitCode, SandboxExitCause.Exited);
    }
}
