using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;

namespace Silo.Conformance.Sandboxes;

/// <summary>A host in a process of its own, to be killed: reads one line, runs it in a sandbox, says every line of output, then the exit.</summary>
public static class SandboxProcess
{
    /// <summary>The line: tenant, session, workspace and script, separated by tabs.</summary>
    public static string Line(SandboxSpec spec, string script) =>
        string.Join('\t', spec.Key.Tenant, spec.Key.Session, spec.WorkspacePath, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(script)));

    public static async Task RunAsync(ISandboxProvider provider, TextReader input, TextWriter output)
    {
        var parts = (await input.ReadLineAsync() ?? throw new InvalidOperationException("No line came.")).Split('\t');
        var key = new SessionKey(TenantId.Parse(parts[0]), SessionId.Parse(parts[1]));
        await using var sandbox = await provider.CreateAsync(new SandboxSpec(key, parts[2], new SandboxSettings()), default);
        var exit = await sandbox.RunAsync(
            new SandboxCommand
            {
                Arguments = ["sh", "-c", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(parts[3]))],
                Timeout = TimeSpan.FromMinutes(5),
                OnOutput = bytes =>
                {
                    output.Write(System.Text.Encoding.UTF8.GetString(bytes.Span));
                    output.Flush();
                },
            },
            default);
        await output.WriteLineAsync($"exit {exit.ExitCode} {exit.Cause}");
    }
}
