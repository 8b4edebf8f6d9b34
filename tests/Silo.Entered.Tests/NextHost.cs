using Silo.Abstractions.Identity;
using Silo.Sandboxes.Bubblewrap;

namespace Silo.Entered.Tests;

/// <summary>The host that comes after a dead one, on its run directory; says which ids are its own.</summary>
internal static class NextHost
{
    internal static async Task<int> RunAsync(BubblewrapProvider provider, string session)
    {
        await using (provider)
        {
            await provider.SweepAsync(default);
            await provider.ProveDeadAsync(new SessionKey(TenantId.Default, SessionId.Parse(session)), default);
            var support = await provider.CheckAsync(default);
            Console.Out.WriteLine(support.Detail);
            return support.Available ? 0 : 1;
        }
    }
}
