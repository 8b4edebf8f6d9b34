using System.Threading.Tasks.Sources;

namespace Silo.Agents.Scripted;

/// <summary>
/// Lets one token after another through at a rate. Each token has its own absolute time, so lateness never adds up; one timer
/// and one reusable promise serve a whole message, so a token costs no allocation.
/// </summary>
internal sealed class TokenPacer : IValueTaskSource, IDisposable
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Cancelled = 2;

    private readonly TimeProvider _clock;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _core;
    private double _due;
    private double _interval;
    private int _state;

    public TokenPacer(TimeProvider clock, CancellationToken cancellationToken)
    {
        _clock = clock;
        _cancellationToken = cancellationToken;
        _timer = clock.CreateTimer(static state => ((TokenPacer)state!).OnTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = cancellationToken.UnsafeRegister(static state => ((TokenPacer)state!).OnCancelled(), this);
    }

    /// <summary>Sets the rate from the next token on. The token after this call is let through at once, unless the last one was early.</summary>
    public void SetRate(double? perSecond)
    {
        _interval = perSecond is { } rate ? _clock.TimestampFrequency / rate : 0;
        _due = Math.Max(_due, _clock.GetTimestamp());
    }

    /// <summary>Completes when the next token is due.</summary>
    /// <exception cref="OperationCanceledException">The message was cancelled.</exception>
    public ValueTask NextAsync()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_interval == 0)
            return ValueTask.CompletedTask;
        var remainingMs = Math.Round((_due - _clock.GetTimestamp()) * 1000 / _clock.TimestampFrequency);
        _due += _interval;
        return remainingMs < 1 ? ValueTask.CompletedTask : WaitAsync(TimeSpan.FromMilliseconds(remainingMs));
    }

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private ValueTask WaitAsync(TimeSpan time)
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Cancelled)
            throw new OperationCanceledException(_cancellationToken);
        _timer.Change(time, Timeout.InfiniteTimeSpan);
        return new ValueTask(this, _core.Version);
    }

    private void OnTime()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting)
            _core.SetResult(true);
    }

    private void OnCancelled()
    {
        if (Interlocked.Exchange(ref _state, Cancelled) != Waiting)
            return;
        _core.RunContinuationsAsynchronously = true; // whoever cancels does not run the agent
        _core.SetException(new OperationCanceledException(_cancellationToken));
    }
}
