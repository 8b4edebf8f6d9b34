using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;

namespace Silo.Sandboxes.Tests.Crash;

/// <summary>A host that makes a sandbox, runs a command that leaves a daemon, and ends it; to be killed on the way.</summary>
internal static class SandboxLife
{
    /// <summary>Waits for a line, lives, and says how it went.</summary>
    internal static async Task RunAsync(ISandboxProvider provider, string session, string workspace, string token)
    {
        await Console.In.ReadLineAsync();
        try
        {
            var spec = new SandboxSpec(new SessionKey(TenantId.Default, SessionId.Parse(session)), workspace, new SandboxSettings());
            await using var sandbox = await provider.CreateAsync(spec, default);
            var exit = await sandbox.RunAsync(
                new SandboxCommand
                {
                    Arguments = ["sh", "-c", $"(setsid sh -c 'while :; do date > beat; sleep 0.02; done' {token} </dev/null >/dev/null 2>&1 &); echo > ran"],
                    Timeout = TimeSpan.FromMinutes(1),
                    OnOutput = _ => { },
                },
                default);
            await sandbox.DisposeAsync();
            Console.Out.WriteLine($"ended {exit.Cause}");
        }
        catch (SandboxException e)
        {
            Console.Out.WriteLine($"failed {e.Code}");
        }

        // Lives on until it is told, like a host that is there when its spawner comes back.
        await Console.In.ReadLineAsync();
    }
}
