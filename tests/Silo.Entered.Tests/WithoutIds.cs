using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Workspaces;
using Silo.Sandboxes.Bubblewrap;

namespace Silo.Entered.Tests;

/// <summary>A host that holds no subordinate ids, on workspaces of one that did; says what it is told.</summary>
internal static class WithoutIds
{
    internal static async Task<int> RunAsync(string run, string root, string session, string workspace)
    {
        var key = new SessionKey(TenantId.Default, SessionId.Parse(session));
        using (var store = new LocalWorkspaceStore(root, new HostRandom()))
        {
            await SayAsync(async () => await store.OpenAsync(key, default));
            await SayAsync(() => store.DeleteAsync(key, default));
            var found = await store.FindForeignAsync(default);
            Console.Out.WriteLine($"found {found.Count} {found.Example} {found.ExampleUser}");
        }

        await using var provider = new BubblewrapProvider(new BubblewrapOptions { RunDirectory = run }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);
        await SayAsync(async () => await provider.CreateAsync(new SandboxSpec(key, workspace, new SandboxSettings()), default));
        return 0;
    }

    private static async Task SayAsync(Func<Task> work)
    {
        try
        {
            await work();
            Console.Out.WriteLine("done");
        }
        catch (WorkspaceException e)
        {
            Console.Out.WriteLine($"{e.Code}: {e.Message}");
        }
        catch (SandboxException e)
        {
            Console.Out.WriteLine($"{e.Code}: {e.Message}");
        }
    }
}
