namespace Silo.Entered.Tests;

/// <summary>Bytes before whose first something else is done.</summary>
internal sealed class MomentStream(byte[] content, Func<Task> before) : MemoryStream(content)
{
    private Func<Task>? _before = before;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _before, null) is { } work) await work();
        return await base.ReadAsync(buffer, cancellationToken);
    }
}
