using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Access;

/// <summary>Asks the store about keys, and bounds how many such questions are under way: they come from whoever reaches the server.</summary>
internal sealed class LookUps(int max)
{
    private int _underWay;

    /// <exception cref="KeyLookUpsFullException">As many are under way as may.</exception>
    internal async Task<ApiKey?> FindAsync(IKeyStore store, KeyId id, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _underWay) > max) throw new KeyLookUpsFullException(max);
            return await store.FindAsync(id, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
