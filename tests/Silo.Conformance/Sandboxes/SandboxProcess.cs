using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;

namespace Silo.Conformance.Sandboxes;

/// <summary>A host in a process of its own, to be killed: reads one line, runs it in a sandbox, says every line of output, then the exit.</summary>
public static class SandboxProcess
{
    /// <summary>The line: tenant, session, workspace, script, and whether it is a process that is talked to; separated by tabs.</summary>
    public static string Line(SandboxSpec spec, string script, bool talksTo = false) =>
        string.Join('\t', spec.Key.Tenant, spec.Key.Session, spec.WorkspacePath, Convert.ToBase64String(Encoding.UTF8.GetBytes(script)), talksTo);

    public static async Task RunAsync(ISandboxProvider provider, TextReader input, TextWriter output)
    {
        var parts = (await input.ReadLineAsync() ?? throw new InvalidOperationException("No line came.")).Split('\t');
        var key = new SessionKey(TenantId.Parse(parts[0]), SessionId.Parse(parts[1]));
        await using var sandbox = await provider.CreateAsync(new SandboxSpec(key, parts[2], new SandboxSettings()), default);
        string[] arguments = ["sh", "-c", Encoding.UTF8.GetString(Convert.FromBase64String(parts[3]))];
        var exit = bool.Parse(parts[4]) ? await TalkAsync(sandbox, arguments, output) : await RunAsync(sandbox, arguments, output);
        await output.WriteLineAsync($"exit {exit.ExitCode} {exit.Cause}");
    }

    private static Task<SandboxExit> RunAsync(ISandbox sandbox, string[] arguments, TextWriter output) => sandbox.RunAsync(
        new SandboxCommand { Arguments = arguments, Timeout = TimeSpan.FromMinutes(5), OnOutput = bytes => Write(output, bytes) }, default);

    private static async Task<SandboxExit> TalkAsync(ISandbox sandbox, string[] arguments, TextWriter output)
    {
        await using var process = await sandbox.StartAsync(
            new SandboxProcessStart
            {
                Arguments = arguments,
                OnOutput = (bytes, _) => Say(output, bytes),
                OnError = (bytes, _) => Say(output, bytes),
            },
            default);
        return await process.Exit;
    }

    private static ValueTask Say(TextWriter output, ReadOnlyMemory<byte> bytes)
    {
        Write(output, bytes);
        return ValueTask.CompletedTask;
    }

    private static void Write(TextWriter output, ReadOnlyMemory<byte> bytes)
    {
        output.Write(Encoding.UTF8.GetString(bytes.Span));
        output.Flush();
    }
}
