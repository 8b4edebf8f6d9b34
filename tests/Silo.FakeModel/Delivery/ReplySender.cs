using Silo.FakeModel.Scripts;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.Delivery;

/// <summary>Sends one reply at its pace, with what goes wrong on the way.</summary>
internal sealed class ReplySender(HttpContext http, FakeReply script, FakeFault? fault, Ticket ticket, TokenGate gate, TimeProvider time)
{
    private readonly CancellationToken _aborted = http.RequestAborted;
    private long _left = fault is { Kind: FakeFaultKind.Cut } ? fault.AfterBytes : long.MaxValue;
    private int _tokens;
    private bool _marred;

    internal async Task SendAsync(ModelRequest request, Planned reply)
    {
        try
        {
            if (await FailBeforeHeadersAsync(request.Protocol)) return;
            ticket.Status(200);
            http.Response.Headers["request-id"] = "req_fake";
            if (request.Stream && fault?.Kind != FakeFaultKind.NotAStream) await StreamAsync(request.Protocol, reply);
            else await WholeAsync(request.Protocol, reply);
            ticket.End(_aborted.IsCancellationRequested ? RequestOutcome.Aborted : RequestOutcome.Completed);
        }
        catch (OperationCanceledException) when (_aborted.IsCancellationRequested)
        {
            ticket.End(RequestOutcome.Aborted);
        }
    }

    private async Task<bool> FailBeforeHeadersAsync(IProtocol protocol)
    {
        switch (fault?.Kind)
        {
            case FakeFaultKind.Reset:
                ticket.End(RequestOutcome.Faulted);
                http.Abort();
                return true;
            case FakeFaultKind.Status:
                ticket.Status(fault.Status);
                ticket.End(RequestOutcome.Faulted);
                http.Response.StatusCode = fault.Status;
                http.Response.ContentType = "application/json";
                if (fault.RetryAfter is { } after) http.Response.Headers.RetryAfter = after;
                if (fault.ShouldRetry is { } should) http.Response.Headers["x-should-retry"] = should;
                await http.Response.Body.WriteAsync(protocol.Error(fault.Status, protocol.TypeOf(fault.Status), fault.Message), _aborted);
                return true;
            case FakeFaultKind.SlowHeaders:
                await Task.Delay(fault.DelayMs is { } ms ? TimeSpan.FromMilliseconds(ms) : Timeout.InfiniteTimeSpan, time, _aborted);
                return false;
            default:
                return false;
        }
    }

    private async Task WholeAsync(IProtocol protocol, Planned reply)
    {
        http.Response.ContentType = "application/json";
        var body = protocol.Whole(reply);
        for (var i = 0; i < reply.Tokens; i++) ticket.Sent(0, token: true);
        await WriteAsync(new Frame(body));
    }

    private async Task StreamAsync(IProtocol protocol, Planned reply)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        if (fault is { Kind: FakeFaultKind.Cut, Graceful: false }) http.Response.ContentLength = long.MaxValue;
        await http.Response.StartAsync(_aborted);
        var start = time.GetTimestamp();
        foreach (var frame in protocol.Stream(reply))
        {
            if (await MarAsync(protocol)) return;
            if (frame.Token) await PaceAsync(start);
            if (!await WriteAsync(frame)) return;
        }
    }

    /// <summary>Faults that hit between two frames. True when the reply ends here.</summary>
    private async Task<bool> MarAsync(IProtocol protocol)
    {
        if (_marred || fault is null || _tokens < fault.AfterTokens) return false;
        switch (fault.Kind)
        {
            case FakeFaultKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, _aborted);
                return true;
            case FakeFaultKind.Malformed:
                _marred = true;
                await WriteAsync(protocol.MalformedFrame());
                return false;
            case FakeFaultKind.ErrorEvent:
                await WriteAsync(protocol.ErrorFrame(fault.ErrorType));
                ticket.End(RequestOutcome.Faulted);
                return true;
            default:
                return false;
        }
    }

    private async Task PaceAsync(long start)
    {
        _aborted.ThrowIfCancellationRequested();
        if (script.Gated) await gate.PassAsync(_aborted);
        if (script.TokensPerSecond is { } rate)
        {
            var due = TimeSpan.FromSeconds(_tokens / rate) - time.GetElapsedTime(start);
            if (due > TimeSpan.Zero) await Task.Delay(due, time, _aborted);
        }

        _tokens++;
    }

    /// <summary>Writes one frame. False when the body was cut in it.</summary>
    private async Task<bool> WriteAsync(Frame frame)
    {
        var bytes = (int)Math.Min(frame.Bytes.Length, _left);
        _left -= bytes;
        if (bytes > 0)
        {
            // Counted first: a client never has a token that is not counted.
            ticket.Sent(bytes, frame.Token && bytes == frame.Bytes.Length);
            await http.Response.Body.WriteAsync(frame.Bytes.AsMemory(0, bytes), _aborted);
            await http.Response.Body.FlushAsync(_aborted);
        }

        if (bytes == frame.Bytes.Length && _left > 0) return true;
        ticket.End(RequestOutcome.Faulted);
        return false;
    }
}
