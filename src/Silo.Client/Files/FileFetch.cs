using System.Globalization;
using System.Net;
using Silo.Client.Errors;
using Silo.Client.Http;

namespace Silo.Client.Files;

/// <summary>One fetch of a file, a folder's tar or an artifact, over as many connections as it takes: what a broken one left out is asked for by its range and tag.</summary>
/// <param name="http">Where from.</param>
/// <param name="address">The path of the request.</param>
/// <param name="mediaType">What it must be served as; null for whatever it is.</param>
/// <param name="name">What errors call it.</param>
/// <param name="target">Takes the bytes.</param>
/// <param name="options">Which bytes, and of what content.</param>
internal sealed class FileFetch(HttpTransport http, string address, string? mediaType, string name, Stream target, GetFileOptions options)
{
    private const int CopyBytes = 64 * 1024;
    private readonly byte[] _buffer = new byte[CopyBytes];
    private FileHead? _head;

    // The next byte of the file that the target wants.
    private long _next = options.From;
    private bool _wrote;
    private Exception? _broken;

    /// <summary>Fetches.</summary>
    /// <returns>What was fetched.</returns>
    internal async Task<FileHead> RunAsync(CancellationToken cancellationToken)
    {
        for (var breaks = 0; ; breaks++)
        {
            if (await http.RetryAsync(Request(), (response, timed) => ReceiveAsync(response, timed, cancellationToken), cancellationToken)) return _head!;
            // Cut after its head came: the rest of the same file, or an error. Without a tag nobody knows that it is the same.
            if ((_wrote && _head is not { ETag: not null }) || breaks + 1 >= http.Options.AttemptsMax)
                throw new SiloUnreachableException(http.Server, $"{Reason()} after {_next:N0} bytes of '{name}'.", _broken);
        }
    }

    private string Reason() =>
        _broken is OperationCanceledException ? $"{http.Options.TransferTimeout.TotalSeconds:0.###} s were up" : "the connection broke";

    private ApiRequest Request()
    {
        var request = ApiRequest.Get(address).With("Accept", mediaType ?? "*/*").Within(http.Options.TransferTimeout);
        if (_next > 0) request.With("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={_next}-"));
        if (_head is { ETag: { } tag }) return request.With("If-Match", tag);
        if (options.IfRange is { } same && _next > 0) request.With("If-Range", same);
        // Once it was told that a file comes, none is known any more.
        return options.IfNoneMatch is { } known && _head is null ? request.With("If-None-Match", known).Accept(HttpStatusCode.NotModified) : request;
    }

    // Whether the whole of it came. It never throws for a connection that broke: the same request once more would append to what the target holds already.
    private async Task<bool> ReceiveAsync(HttpResponseMessage response, CancellationToken timed, CancellationToken caller)
    {
        var head = Head(response);
        if (head.NotModified)
        {
            _head = head;
            options.OnBegin?.Invoke(head);
            return true;
        }

        if (mediaType is not null && response.Content.Headers.ContentType?.MediaType != mediaType)
            throw new SiloProtocolException($"'{name}' is not served as {mediaType}: a folder is listed or fetched as a tar, a file is fetched.");
        if (head.From != _next && (_head is not null || head.From != 0))
            throw new SiloProtocolException($"Bytes of '{name}' from {_next:N0} were asked for; they came from {head.From:N0}.");
        _next = head.From;
        if (_head is null) options.OnBegin?.Invoke(head);
        _head ??= head;
        await using var body = await response.Content.ReadAsStreamAsync(caller);
        while (await ReadAsync(body, timed, caller) is not 0 and var read)
        {
            if (read is not { } bytes) return false;
            // The time of the transfer is not the target's: what was read is written whole, or the caller stopped.
            _wrote = true;
            await WriteAsync(_buffer.AsMemory(0, bytes), caller);
            _next += bytes;
        }

        _head = _head with { Size = _next };
        return true;
    }

    private static FileHead Head(HttpResponseMessage response)
    {
        var range = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange : null;
        if (response.StatusCode == HttpStatusCode.PartialContent && range?.From is null) throw new SiloProtocolException("A part of a file came without its place.");
        return new FileHead(response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null, range?.From ?? 0, range is null ? response.Content.Headers.ContentLength : range.Length)
        {
            NotModified = response.StatusCode == HttpStatusCode.NotModified,
        };
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await target.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException e)
        {
            // Not the server's doing: it must not look like a cut connection.
            throw new InvalidOperationException($"The target of '{name}' cannot be written: {e.Message}", e);
        }
    }

    // Null when the connection broke or the time was up.
    private async ValueTask<int?> ReadAsync(Stream body, CancellationToken timed, CancellationToken caller)
    {
        try
        {
            return await body.ReadAsync(_buffer, timed);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !caller.IsCancellationRequested))
        {
            _broken = e;
            return null;
        }
    }
}
