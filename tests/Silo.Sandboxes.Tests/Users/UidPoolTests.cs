using Silo.Abstractions.Sandboxes;
using Silo.Spawner.Users;
using Xunit;

namespace Silo.Sandboxes.Tests.Users;

public sealed class UidPoolTests
{
    [Fact]
    public void Take_OneWorkspace_KeepsItsIdUntilTheLastHolderIsGone()
    {
        var pool = new UidPool(new UidRange(5000, 5001));
        var (first, second) = (new WorkspaceId(1, 1), new WorkspaceId(1, 2));
        Assert.Equal((5000U, 5000U, 5001U), (pool.Take(first), pool.Take(first), pool.Take(second)));

        pool.Return(first);
        Assert.Throws<SandboxException>(() => pool.Take(new WorkspaceId(1, 3)));
        pool.Return(first);

        Assert.Equal(5000U, pool.Take(new WorkspaceId(1, 3)));
        Assert.Equal(2, pool.HeldCount);
    }
}
