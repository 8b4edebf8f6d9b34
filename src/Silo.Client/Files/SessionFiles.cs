using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Client.Errors;
using Silo.Client.Http;

namespace Silo.Client.Files;

/// <summary>The files of a session.</summary>
public sealed class SessionFiles
{
    private const string FileType = "application/octet-stream";
    private const string TarType = "application/x-tar";
    private readonly HttpTransport _http;
    private readonly SessionId _session;

    internal SessionFiles(HttpTransport http, SessionId session)
    {
        _http = http;
        _session = session;
    }

    /// <summary>Lists a folder.</summary>
    /// <exception cref="SiloProtocolException">The path is a file. Do not retry; use <see cref="GetAsync(WorkspacePath, Stream, CancellationToken)"/>.</exception>
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

    /// <summary>Fetches a file into a stream. What a broken connection, or one on which the time was up, left out is asked for by its range, of the same content only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="cancellationToken">Stops; the target may hold a part.</param>
    /// <returns>The file's size in bytes.</returns>
    /// <exception cref="SiloApiException">With code <c>precondition_failed</c>: the file changed while it was fetched. Retry with a fresh target.</exception>
    /// <exception cref="SiloProtocolException">The path is a folder. Do not retry; use <see cref="GetTarAsync"/>.</exception>
    /// <exception cref="SiloUnreachableException">The connection broke or the time was up, too often or without a tag. Retry with a fresh target.</exception>
    /// <exception cref="InvalidOperationException">The target cannot be written. Do not retry before that is mended.</exception>
    public Task<long> GetAsync(WorkspacePath path, Stream target, CancellationToken cancellationToken = default) =>
        FetchAsync(FileType, path, target, cancellationToken);

    /// <summary>Fetches a file, or the rest of one, into a stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="options">Which bytes, and of what content.</param>
    /// <param name="cancellationToken">Stops; the target may hold a part.</param>
    /// <returns>The file's tag and, where it came, its size.</returns>
    /// <exception cref="SiloApiException">
    /// With code <c>range_invalid</c>: the file has no byte at <see cref="GetFileOptions.From"/>. With code <c>precondition_failed</c>: it changed while it was
    /// fetched. Retry with a fresh target.
    /// </exception>
    /// <exception cref="SiloProtocolException">The path is a folder. Do not retry; use <see cref="GetTarAsync"/>.</exception>
    /// <exception cref="SiloUnreachableException">The connection broke or the time was up, too often or without a tag. Retry from where the target ends, with the tag that <see cref="GetFileOptions.OnBegin"/> told.</exception>
    /// <exception cref="InvalidOperationException">The target cannot be written. Do not retry before that is mended.</exception>
    public Task<FileHead> GetAsync(WorkspacePath path, Stream target, GetFileOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.From, nameof(options));
        return new FileFetch(_http, Address(path), FileType, path.ToString(), target, options).RunAsync(cancellationToken);
    }

    /// <summary>Fetches a folder as a tar into a stream.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="target">Takes the tar. Tried again only while nothing was written to it.</param>
    /// <param name="cancellationToken">Stops; the target may hold a part.</param>
    /// <returns>The tar's size in bytes.</returns>
    /// <exception cref="SiloUnreachableException">The connection broke or the time was up, too often or without a tag. Retry with a fresh target.</exception>
    /// <exception cref="InvalidOperationException">The target cannot be written. Do not retry before that is mended.</exception>
    public Task<long> GetTarAsync(WorkspacePath path, Stream target, CancellationToken cancellationToken = default) =>
        FetchAsync(TarType, path, target, cancellationToken);

    /// <summary>Replaces a file as a whole; its folders are made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The bytes from its position on. Tried again only when it can seek.</param>
    /// <param name="cancellationToken">Stops waiting; the file may have been replaced.</param>
    public Task PutAsync(WorkspacePath path, Stream source, CancellationToken cancellationToken = default) =>
        _http.SendAsync(Upload(path, source, FileType), cancellationToken);

    /// <summary>Replaces a file as a whole, if it is what the caller believes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The bytes from its position on.</param>
    /// <param name="options">The condition.</param>
    /// <param name="cancellationToken">Stops waiting; the file may have been replaced.</param>
    /// <returns>The tag of the new content; null when the server does not say.</returns>
    /// <exception cref="SiloApiException">With code <c>precondition_failed</c>: the condition does not hold. Do not retry; look at the file.</exception>
    /// <exception cref="SiloUnreachableException">No answer came. With a condition look at the file before doing it again.</exception>
    public Task<string?> PutAsync(WorkspacePath path, Stream source, PutFileOptions options, CancellationToken cancellationToken = default)
    {
        var request = Upload(path, source, FileType);
        if (options.IfMatch is { } tag) request.With("If-Match", tag).SafeToRepeat(false);
        if (options.OnlyNew) request.With("If-None-Match", "*").SafeToRepeat(false);
        return _http.RetryAsync(request, (response, _) => Task.FromResult(response.Headers.ETag?.Tag), cancellationToken);
    }

    /// <summary>Removes a file or a link; nothing at the path is fine where no condition needs it.</summary>
    /// <param name="path">The file. Folders stay.</param>
    /// <param name="ifMatch">The tag that the file must have; null for any. With it the request is not repeated by itself.</param>
    /// <param name="cancellationToken">Stops waiting; the file may be gone.</param>
    /// <exception cref="SiloApiException">With code <c>precondition_failed</c>: the file has another tag. Do not retry; look at the file.</exception>
    public Task DeleteAsync(WorkspacePath path, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        var request = new ApiRequest(HttpMethod.Delete, Address(path));
        if (ifMatch is not null) request.With("If-Match", ifMatch).SafeToRepeat(false);
        return _http.SendAsync(request, cancellationToken);
    }

    /// <summary>Unpacks a tar into a folder, all of it or nothing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="source">The tar from its position on. Tried again only when it can seek.</param>
    /// <param name="cancellationToken">Stops waiting; the tar may have been unpacked.</param>
    /// <returns>How many files it held.</returns>
    public async Task<int> PutTarAsync(WorkspacePath path, Stream source, CancellationToken cancellationToken = default) =>
        (await _http.SendAsync(Upload(path, source, TarType), ClientJson.Default.UnpackAnswer, cancellationToken)).Files;

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

    private async Task<long> FetchAsync(string mediaType, WorkspacePath path, Stream target, CancellationToken cancellationToken) =>
        (await new FileFetch(_http, Address(path), mediaType, path.ToString(), target, new GetFileOptions()).RunAsync(cancellationToken)).Size ?? 0;
}
