using System.Globalization;
using System.Net;
using Silo.Abstractions.Workspaces;
using Silo.Client.Errors;
using Silo.Client.Http;

namespace Silo.Client.Files;

/// <summary>One fetch of a file or a folder's tar, over as many connections as it takes: what a broken one left out is asked for by its range and tag.</summary>
internal sealed class FileFetch(HttpTransport http, string address, string mediaType, WorkspacePath path, Stream target, GetFileOptions options)
{
    private const int CopyBytes = 64 * 1024;
    private readonly byte[] _buffer = new byte[CopyBytes];
    private FileHead? _head;

    // The next byte of the file that the target wants.
    private long _next = options.From;

    /// <summary>Fetches.</summary>
    /// <returns>What was fetched.</returns>
    internal async Task<FileHead> RunAsync(CancellationToken cancellationToken)
    {
        for (var breaks = 0; ; breaks++)
        {
            try
            {
                await http.RetryAsync(Request(), ReceiveAsync, cancellationToken);
                return _head!;
            }
            catch (SiloUnreachableException) when (_head is { ETag: not null } && breaks + 1 < http.Options.AttemptsMax)
            {
                // Cut in the middle of a file that has a tag: the rest of that file, or an error.
            }
        }
    }

    private ApiRequest Request()
    {
        var request = ApiRequest.Get(address).With("Accept", mediaType).Within(http.Options.TransferTimeout);
        if (_next > 0) request.With("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={_next}-"));
        if (_head is { ETag: { } tag }) return request.With("If-Match", tag);
        if (options.IfRange is { } same && _next > 0) request.With("If-Range", same);
        if (options.IfNoneMatch is { } known) request.With("If-None-Match", known);
        return request.Accept(HttpStatusCode.NotModified);
    }

    private async Task<bool> ReceiveAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var head = Head(response);
        if (head.NotModified)
        {
            _head = head;
            options.OnBegin?.Invoke(head);
            return true;
        }

        if (response.Content.Headers.ContentType?.MediaType != mediaType)
            throw new SiloProtocolException($"'{path}' is not served as {mediaType}: a folder is listed or fetched as a tar, a file is fetched.");
        if (head.From != _next && (_head is not null || head.From != 0))
            throw new SiloProtocolException($"Bytes of '{path}' from {_next:N0} were asked for; they came from {head.From:N0}.");
        _next = head.From;
        if (_head is null) options.OnBegin?.Invoke(head);
        _head ??= head;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var began = _next;
        while (await ReadAsync(body, began, cancellationToken) is > 0 and var read)
        {
            await WriteAsync(_buffer.AsMemory(0, read), cancellationToken);
            _next += read;
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
            throw new InvalidOperationException($"The target of '{path}' cannot be written: {e.Message}", e);
        }
    }

    private async ValueTask<int> ReadAsync(Stream body, long began, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(_buffer, cancellationToken);
        }
        catch (Exception e) when (_next > began && e is IOException or HttpRequestException)
        {
            // The same request once more would append to what the target holds already.
            throw new SiloUnreachableException(http.Server, $"the connection broke after {_next:N0} bytes of '{path}'.", e);
        }
    }
}
