using Microsoft.Extensions.Logging;

namespace Silo.Edge.Tests.Fakes;

/// <summary>A log that counts its entries.</summary>
internal sealed class CountingLog<T> : ILogger<T>
{
    private int _entries;

    public int Entries => _entries;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Interlocked.Increment(ref _entries);
}
