using Xunit;

namespace Silo.Entered.Tests;

/// <summary>A host that is started again has the ids that it had, where no other host took them meanwhile: so alone.</summary>
[Collection<EnteredRestartTests>]
[CollectionDefinition(DisableParallelization = true)]
public sealed class EnteredRestartTests
{
    [Fact]
    public async Task Workspace_KeepsItsUserOverRestarts()
    {
        await using var host = new EnteredHost();
        var (workspace, spec) = await host.NewSessionAsync();
        await using (await host.Provider.CreateAsync(spec, default)) await EnteredHost.WriteAsync(workspace, "file", "x");
        var owner = await EnteredHost.OwnerAsync(spec.WorkspacePath);
        await host.RestartAsync();
        await using (await host.Provider.CreateAsync(spec, default)) Assert.Equal(owner, await EnteredHost.OwnerAsync($"{spec.WorkspacePath}/file"));
    }
}
