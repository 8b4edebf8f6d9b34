using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Client.Errors;
using Silo.Client.Http;

namespace Silo.Client.Files;

/// <summary>The files of a session.</summary>
public sealed class SessionFiles
{
    private const int CopyBytes = 64 * 1024;
    private readonly HttpTransport _http;
    private readonly SessionId _session;

    internal SessionFiles(HttpTransport http, SessionId session)
    {
        _http = http;
        _session = session;
    }

    /// <summary>Lists a folder.</summary>
    /// <exception cref="SiloProtocolException">The path is a file. Do not retry; use <see cref="GetAsync"/>.</exception>
    public Task<FolderListing> ListAsync(WorkspacePath path = default, CancellationToken cancellationToken = default) =>
        _http.RetryAsync(
            ApiRequest.Get(Address(path)).With("Accept", "application/json"),
            async (response, ct) =>
            {
                if (response.Content.Headers.ContentType?.MediaType != "application/json")
                    throw new SiloProtocolException($"'{path}' is a file, not a folder.");
                return HttpTransport.Parse(await BoundedContent.ReadAsync(response.Content, _http.Options.ResponseBytesMax, ct), ClientJson.Default.FolderListing);
            },
            cancellationToken);

    /// <summary>Fetches a file into a stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Takes the bytes. Tries again only while nothing was written to it.</param>
    /// <param name="cancellationToken">Stops; the target may hold a part.</param>
    /// <returns>The file's size in bytes.</returns>
    /// <exception cref="SiloProtocolException">The path is a folder. Do not retry; use <see cref="GetTarAsync"/>.</exception>
    /// <exception cref="SiloUnreachableException">The connection broke. Retry with a fresh target.</exception>
    /// <exception cref="InvalidOperationException">The target cannot be written. Do not retry before that is mended.</exception>
    public Task<long> GetAsync(WorkspacePath path, Stream target, CancellationToken cancellationToken = default) =>
        FetchAsync(ApiRequest.Get(Address(path)).With("Accept", "application/octet-stream"), "application/octet-stream", path, target, cancellationToken);

    /// <summary>Fetches a folder as a tar into a stream.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="target">Takes the tar. Tries again only while nothing was written to it.</param>
    /// <param name="cancellationToken">Stops; the target may hold a part.</param>
    /// <returns>The tar's size in bytes.</returns>
    /// <exception cref="SiloUnreachableException">The connection broke. Retry with a fresh target.</exception>
    /// <exception cref="InvalidOperationException">The target cannot be written. Do not retry before that is mended.</exception>
    public Task<long> GetTarAsync(WorkspacePath path, Stream target, CancellationToken cancellationToken = default) =>
        FetchAsync(ApiRequest.Get(Address(path)).With("Accept", "application/x-tar"), "application/x-tar", path, target, cancellationToken);

    /// <summary>Replaces a file as a whole; its folders are made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The bytes from its position on. Tried again only when it can seek.</param>
    /// <param name="cancellationToken">Stops waiting; the file may have been replaced.</param>
    public Task PutAsync(WorkspacePath path, Stream source, CancellationToken cancellationToken = default) =>
        _http.SendAsync(Upload(path, source, "application/octet-stream"), cancellationToken);

    /// <summary>Unpacks a tar into a folder, all of it or nothing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="source">The tar from its position on. Tried again only when it can seek.</param>
    /// <param name="cancellationToken">Stops waiting; the tar may have been unpacked.</param>
    /// <returns>How many files it held.</returns>
    public async Task<int> PutTarAsync(WorkspacePath path, Stream source, CancellationToken cancellationToken = default) =>
        (await _http.SendAsync(Upload(path, source, "application/x-tar"), ClientJson.Default.UnpackAnswer, cancellationToken)).Files;

    private string Address(WorkspacePath path) =>
        $"/v1/sessions/{_session}/files/{(path.IsRoot ? "." : string.Join('/', path.Value.Split('/').Select(Uri.EscapeDataString)))}";

    private ApiRequest Upload(WorkspacePath path, Stream source, string mediaType)
    {
        var start = source.CanSeek ? source.Position : 0;
        return new ApiRequest(HttpMethod.Put, Address(path))
            .SafeToRepeat(source.CanSeek)
            .Within(_http.Options.TransferTimeout)
            .WithContent(
                () =>
                {
                    if (source.CanSeek) source.Position = start;
                    return new BorrowedStreamContent(source);
                },
                mediaType);
    }

    private Task<long> FetchAsync(ApiRequest request, string mediaType, WorkspacePath path, Stream target, CancellationToken cancellationToken)
    {
        return _http.RetryAsync(request.Within(_http.Options.TransferTimeout), CopyAsync, cancellationToken);

        async Task<long> CopyAsync(HttpResponseMessage response, CancellationToken ct)
        {
            if (response.Content.Headers.ContentType?.MediaType != mediaType)
                throw new SiloProtocolException($"'{path}' is not served as {mediaType}: a folder is listed or fetched as a tar, a file is fetched.");
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[CopyBytes];
            long size = 0;
            while (await ReadAsync(body, buffer, size, ct) is > 0 and var read)
            {
                await WriteAsync(buffer.AsMemory(0, read), ct);
                size += read;
            }

            return size;
        }

        async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
        {
            try
            {
                await target.WriteAsync(bytes, ct);
            }
            catch (IOException e)
            {
                // Not the server's doing: it must not look like a cut connection.
                throw new InvalidOperationException($"The target of '{path}' cannot be written: {e.Message}", e);
            }
        }

        async ValueTask<int> ReadAsync(Stream body, byte[] buffer, long size, CancellationToken ct)
        {
            try
            {
                return await body.ReadAsync(buffer, ct);
            }
            catch (Exception e) when (size > 0 && e is IOException or HttpRequestException)
            {
                // A second try would append to what the target holds already.
                throw new SiloUnreachableException(_http.Server, $"the connection broke after {size:N0} bytes of '{path}'.", e);
            }
        }
    }
}
