using System.Net;

namespace Silo.Agents.ModelLoop;

/// <summary>One HTTP exchange with a model server, watched: when it last said something, how it answered, how it ended.</summary>
internal sealed class ModelCall : IDisposable
{
    private const int EventBytesSlack = 1 << 20;

    /// <summary>Text in JSON grows to at most six bytes for one; two more for what stands around it.</summary>
    private const int EventBytesFactor = 8;

    private readonly CancellationTokenSource _end;
    private readonly ITimer _stall;
    private readonly TimeSpan _stallTimeout;
    private readonly TimeProvider _time;
    private readonly long _eventBytesMax;
    private long _eventBytes;
    private volatile bool _stalled;

    internal ModelCall(ModelEndpoint endpoint, HttpMessageHandler connections, TimeProvider time, int messageBytesMax, CancellationToken cancellationToken)
    {
        Endpoint = endpoint;
        _time = time;
        _eventBytesMax = ((long)messageBytesMax * EventBytesFactor) + EventBytesSlack;
        _stallTimeout = endpoint.Settings.StallTimeout;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stall = time.CreateTimer(_ => Stall(), state: null, _stallTimeout, Timeout.InfiniteTimeSpan);
        Http = new HttpClient(new ModelCallHandler(this, connections)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    internal ModelEndpoint Endpoint { get; }

    internal HttpClient Http { get; }

    /// <summary>Cancelled when the caller cancels, and when the server stalls.</summary>
    internal CancellationToken Token => _end.Token;

    /// <summary>Whether the server said nothing for the stall timeout.</summary>
    internal bool Stalled => _stalled;

    internal TimeSpan StallTimeout => _stallTimeout;

    /// <summary>The HTTP status; null while there is none.</summary>
    internal HttpStatusCode? Status { get; private set; }

    /// <summary>Whether the answer says that it is a stream of events.</summary>
    internal bool IsEventStream { get; private set; }

    /// <summary>How long the server asked to wait.</summary>
    internal TimeSpan? RetryAfter { get; private set; }

    /// <summary>What the server itself says about another try.</summary>
    internal bool? ShouldRetry { get; private set; }

    /// <summary>Whether the body came to its end or broke.</summary>
    internal bool BodyEnded { get; set; }

    /// <summary>Whether one event was longer than any event of a message within its limit.</summary>
    internal bool EventTooLong { get; private set; }

    /// <summary>Begins to count the bytes of the next event.</summary>
    internal void ExpectEvent() => _eventBytes = 0;

    /// <summary>The server said something.</summary>
    /// <exception cref="InvalidDataException">One event is too long.</exception>
    internal void Heard(int bytes)
    {
        if (!_stalled) _stall.Change(_stallTimeout, Timeout.InfiniteTimeSpan);
        _eventBytes += bytes;
        if (_eventBytes <= _eventBytesMax) return;
        EventTooLong = true;
        throw new InvalidDataException("An event of the stream is too long.");
    }

    internal void Answered(HttpResponseMessage response)
    {
        Status = response.StatusCode;
        IsEventStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        RetryAfter = RetryHeaders.WaitOf(response.Headers, _time.GetUtcNow());
        ShouldRetry = RetryHeaders.ShouldRetry(response.Headers);
    }

    public void Dispose()
    {
        _stall.Dispose();
        Http.Dispose();
        _end.Dispose();
    }

    private void Stall()
    {
        _stalled = true;
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended while its timer fired.
        }
    }
}
