using Silo.Abstractions.Sandboxes;
using Silo.Spawner.Users;
using Xunit;

namespace Silo.Sandboxes.Tests.Users;

public sealed class WorkspaceUidsTests
{
    private readonly WorkspaceUids _uids = new(new UidRange(300_000, 300_003));

    [Fact]
    public void Take_OwnerOfTheRange_KeepsItUnlessAnotherWorkspaceHasIt()
    {
        Assert.Equal(300_002u, _uids.Take(new WorkspaceId(1, 1), owner: 300_002));
        Assert.Equal(300_002u, _uids.Take(new WorkspaceId(1, 1), owner: 999));
        Assert.Equal(300_003u, _uids.Take(new WorkspaceId(1, 2), owner: 300_002));
        _uids.Return(new WorkspaceId(1, 1));
        Assert.Equal(300_000u, _uids.Take(new WorkspaceId(1, 3), owner: 300_002));
        _uids.Return(new WorkspaceId(1, 1));
        Assert.Equal(300_002u, _uids.Take(new WorkspaceId(1, 4), owner: 300_002));
    }

    [Fact]
    public void Take_MoreThanThereAre_IsRefusedUntilOneIsGivenBack()
    {
        for (var i = 0u; i < 4; i++) Assert.InRange(_uids.Take(new WorkspaceId(1, i), owner: 999), 300_000u, 300_003u);
        Assert.Contains("300000-300003", Assert.Throws<SandboxException>(() => _uids.Take(new WorkspaceId(1, 9), owner: 999)).Message, StringComparison.Ordinal);
        _uids.Return(new WorkspaceId(1, 2));
        Assert.InRange(_uids.Take(new WorkspaceId(1, 9), owner: 300_001), 300_000u, 300_003u);
    }
}
