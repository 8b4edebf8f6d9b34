using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Runtime.Workspaces;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Tests;
using Xunit;

namespace Silo.Entered.Tests;

/// <summary>A host that holds subordinate ids, as this process does: its sandboxes and its workspaces.</summary>
internal sealed class EnteredHost : IAsyncDisposable
{
    private readonly TestIds _ids = new();

    internal EnteredHost()
    {
        Store = new LocalWorkspaceStore(Root, new HostRandom());
        Provider = NewProvider("run");
    }

    internal TestDirectory Files { get; } = new();

    internal string Root => Files.File("workspaces");

    internal LocalWorkspaceStore Store { get; }

    internal BubblewrapProvider Provider { get; private set; }

    internal BubblewrapProvider NewProvider(string run) =>
        new(new BubblewrapOptions { RunDirectory = Files.File(run) }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);

    /// <summary>Ends the host's sandboxes and its spawner; the next is another one.</summary>
    internal async Task RestartAsync()
    {
        await Provider.DisposeAsync();
        Provider = NewProvider("run");
    }

    internal async Task<(IWorkspace Workspace, SandboxSpec Spec)> NewSessionAsync(SandboxSettings? settings = null)
    {
        var key = new SessionKey(TenantId.Default, _ids.Session());
        var workspace = await Store.OpenAsync(key, default);
        return (workspace, new SandboxSpec(key, workspace.HostPath, settings ?? new SandboxSettings()));
    }

    internal static SandboxCommand Script(string script, CollectedOutput output) => new()
    {
        Arguments = ["sh", "-c", script],
        Timeout = TimeSpan.FromSeconds(60),
        OnOutput = output.Add,
    };

    internal static async Task<(int Code, string Output)> RunAsync(ISandbox sandbox, string script)
    {
        var output = new CollectedOutput();
        var exit = await sandbox.RunAsync(Script(script, output), default);
        return (exit.ExitCode, output.Text.Trim());
    }

    /// <summary>Runs a script that says <c>up</c> and waits; returns when it has, with the user that it runs as.</summary>
    internal static async Task<(Task<SandboxExit> Run, uint Uid, int Pid)> StartAsync(ISandbox sandbox)
    {
        var token = $"token-{Guid.NewGuid():N}";
        var output = new CollectedOutput();
        var up = output.Sees("up");
        var run = sandbox.RunAsync(Script($"echo up; sleep 1000; : {token}", output), default);
        Assert.Same(up, await Task.WhenAny(up, run));
        var pid = int.Parse(Processes.WithArgument(token)[^1].Split(':')[0], CultureInfo.InvariantCulture);
        return (run, UidOf(pid), pid);
    }

    /// <summary>Runs a program of the machine, outside of any sandbox.</summary>
    internal static async Task<(int Code, string Output)> OutsideAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (output + await errors).Trim());
    }

    /// <summary>The same as another user, without any capability.</summary>
    internal static Task<(int Code, string Output)> OutsideAsync(uint uid, uint gid, params string[] command) =>
        OutsideAsync(["/usr/bin/setpriv", "--reuid", $"{uid}", "--regid", $"{gid}", "--clear-groups", "--inh-caps=-all", "--", .. command]);

    internal static async Task<string> ReadAsync(IWorkspace workspace, string path)
    {
        await using var stream = await workspace.OpenReadAsync(At(path), default);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    internal static Task WriteAsync(IWorkspace workspace, string path, string text) =>
        workspace.WriteAsync(At(path), new MemoryStream(Encoding.UTF8.GetBytes(text)), 1 << 20, default);

    internal static WorkspacePath At(string path) =>
        WorkspacePath.TryParse(path, out var parsed, out var error) ? parsed : throw new ArgumentException(error, nameof(path));

    /// <summary>User and group of a file itself, as <c>uid:gid</c>.</summary>
    internal static async Task<string> OwnerAsync(string path) => (await OutsideAsync("/usr/bin/stat", "-c", "%u:%g", path)).Output;

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        Store.Dispose();
        Files.Dispose();
    }

    private static uint UidOf(int pid) => uint.Parse(
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);
}
