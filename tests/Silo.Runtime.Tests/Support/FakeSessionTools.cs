using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;

namespace Silo.Runtime.Tests.Support;

/// <summary>A source of a session's own tools whose listing is a delegate; counts what is asked of it.</summary>
internal sealed class FakeSessionTools(Func<int, ToolListing> list) : ISessionToolSource, ISessionTools
{
    public int Opened { get; private set; }

    public int Listed { get; private set; }

    public int Disposed { get; private set; }

    public ISessionTools? Open(SessionKey session, AgentDefinition agent, ISessionResources resources)
    {
        Opened++;
        return this;
    }

    public Task<IReadOnlyList<ToolListing>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ToolListing>>([list(++Listed)]);

    public ValueTask DisposeAsync()
    {
        Disposed++;
        return ValueTask.CompletedTask;
    }
}
