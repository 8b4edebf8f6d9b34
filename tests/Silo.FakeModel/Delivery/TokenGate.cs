namespace Silo.FakeModel.Delivery;

/// <summary>Lets tokens of gated replies pass, one for each release. Releases may come first and are kept.</summary>
internal sealed class TokenGate : IDisposable
{
    private readonly SemaphoreSlim _tokens = new(0);
    private volatile bool _open;

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        if (_open) return;
        await _tokens.WaitAsync(cancellationToken);
        if (_open) _tokens.Release();
    }

    internal void Release(int tokens) => _tokens.Release(tokens);

    internal void Open()
    {
        _open = true;
        _tokens.Release();
    }

    public void Dispose() => _tokens.Dispose();
}
