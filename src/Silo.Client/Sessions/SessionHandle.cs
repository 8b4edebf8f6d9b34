using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Client.Artifacts;
using Silo.Client.Errors;
using Silo.Client.Files;
using Silo.Client.Http;
using Silo.Client.Streams;
using Silo.Client.Tasks;

namespace Silo.Client.Sessions;

/// <summary>A session, and what can be done with it.</summary>
public sealed class SessionHandle
{
    private const int ArtifactsPerPage = 200;
    private readonly SiloClient _client;
    private readonly HttpTransport _http;

    internal SessionHandle(SiloClient client, HttpTransport http, SessionId id)
    {
        _client = client;
        _http = http;
        Id = id;
        Files = new SessionFiles(http, id);
    }

    /// <summary>The session's id.</summary>
    public SessionId Id { get; }

    /// <summary>What the server said when it made the session; null for a handle made from an id.</summary>
    public SessionInfo? Info { get; internal init; }

    /// <summary>The session's files.</summary>
    public SessionFiles Files { get; }

    /// <summary>Looks the session up.</summary>
    public Task<SessionInfo> GetAsync(CancellationToken cancellationToken = default) =>
        _http.SendAsync(ApiRequest.Get($"/v1/sessions/{Id}"), ClientJson.Default.SessionInfo, cancellationToken);

    /// <summary>Deletes the session with its turn, files and events.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken = default) =>
        _http.SendAsync(new ApiRequest(HttpMethod.Delete, $"/v1/sessions/{Id}").GoneMeansDone(), cancellationToken);

    /// <summary>Gives the session a prompt. Repeated on failure, with one idempotency key, so it is taken once.</summary>
    /// <param name="prompt">What to say; at most 200 KiB.</param>
    /// <param name="options">How it is taken.</param>
    /// <param name="cancellationToken">Stops waiting; the prompt may have been taken.</param>
    public async Task<TaskHandle> PromptAsync(string prompt, PromptOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PromptOptions();
        var mode = options.Mode == PromptMode.Interject ? "interject" : "queue";
        var request = new ApiRequest(HttpMethod.Post, $"/v1/sessions/{Id}/turns")
            .WithKey(options.IdempotencyKey ?? _client.NewIdempotencyKey())
            .WithJson(new PromptBody(prompt, mode, (long?)options.Deadline?.TotalMilliseconds), ClientJson.Default.PromptBody);
        if (options.Wait is { } wait)
        {
            request.With("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={(int)wait.TotalSeconds}"));
            request.Within(_http.Options.RequestTimeout + wait);
        }

        var answer = await _http.SendAsync(request, ClientJson.Default.PromptAnswer, cancellationToken);
        return new TaskHandle(_client, _http, answer.Task) { Info = answer.ToInfo(), Position = answer.Position, After = answer.After };
    }

    /// <summary>Cancels a turn. The end comes as an event.</summary>
    /// <returns>The task that is being cancelled.</returns>
    /// <exception cref="SiloApiException">With code <c>nothing_to_cancel</c>: no turn runs. Do not retry.</exception>
    public async Task<TaskHandle> CancelAsync(CancelOptions? options = null, CancellationToken cancellationToken = default)
    {
        // A named task is cancelled once however often that is asked; "the running one" may be another one the second time.
        var request = new ApiRequest(HttpMethod.Post, $"/v1/sessions/{Id}/cancel")
            .WithJson(new CancelBody(options?.Task), ClientJson.Default.CancelBody)
            .SafeToRepeat(options?.Task is not null);
        var answer = await _http.SendAsync(request, ClientJson.Default.CancelAnswer, cancellationToken);
        return _client.Task(answer.Task);
    }

    /// <summary>Reads the session's stream: every item once, in order, through cuts and restarts of the server (promise 4).</summary>
    /// <param name="cursor">Where to go on; null for the first event. Take it from <see cref="StreamItem.Cursor"/> of the last item handled.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The items, up to and including <see cref="StreamItem.Closed"/>. A slow caller costs the server nothing.</returns>
    /// <exception cref="SiloApiException">The server refuses: no such session, a cursor of another session. Do not retry.</exception>
    /// <exception cref="SiloUnreachableException">Nothing came for <see cref="ReadOptions.GiveUpAfter"/>. Retry with the last cursor.</exception>
    /// <exception cref="StreamGapException">The server broke promise 4. Do not retry; report it.</exception>
    public IAsyncEnumerable<StreamItem> ReadAsync(string? cursor = null, ReadOptions? options = null, CancellationToken cancellationToken = default) =>
        new ResumingStream(_http, Id, options ?? new ReadOptions()).ReadAsync(cursor, cancellationToken);

    /// <summary>Reads a page of recorded events.</summary>
    /// <param name="after">The cursor to go on from; null for the first event.</param>
    /// <param name="limit">1 to 1,000; null for the server's default, 200.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<EventPage> ReadPageAsync(string? after = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        var query = new Query().Add("after", after).Add("limit", limit);
        var request = ApiRequest.Get($"/v1/sessions/{Id}/events{query}").With("Accept", "application/json");
        var page = await _http.SendAsync(request, ClientJson.Default.EventPageBody, cancellationToken);
        var events = new List<StoredEvent>(page.Events.Count);
        foreach (var json in page.Events) events.Add(EventFrame.ReadStored(JsonMarshal.GetRawUtf8Value(json).ToArray()));
        return new EventPage(events, page.After, page.Head);
    }

    /// <summary>Reads one block of a recorded event whole, also where the event holds only a reference to its content.</summary>
    /// <param name="sequence">The event: a prompt, a completed message or a tool's result.</param>
    /// <param name="block">The block's number in it, from 0.</param>
    /// <param name="html">Whether a text is wanted as HTML, too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SiloApiException">With code <c>block_not_found</c>: there is no such block. Do not retry.</exception>
    public Task<BlockContent> ReadBlockAsync(long sequence, int block, bool html = false, CancellationToken cancellationToken = default)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/sessions/{Id}/events/{sequence}/blocks/{block}{new Query().Add("html", html ? true : null)}");
        return _http.SendAsync(ApiRequest.Get(path), ClientJson.Default.BlockContent, cancellationToken);
    }

    /// <summary>Lists all artifacts, all versions, in the order in which they were published. Asks for a page when the one before was read.</summary>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The artifacts. What is published after the last page came is not among them.</returns>
    /// <exception cref="SiloApiException">The server refuses: with code <c>session_not_found</c> there is no such session. Do not retry.</exception>
    /// <exception cref="SiloProtocolException">A page says that it is followed by itself. Do not retry.</exception>
    /// <exception cref="SiloUnreachableException">No answer came. Retry; the list begins anew.</exception>
    public async IAsyncEnumerable<ArtifactInfo> ListArtifactsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? at = null;
        do
        {
            var address = $"/v1/sessions/{Id}/artifacts{new Query().Add("limit", ArtifactsPerPage).Add("page", at)}";
            var page = await _http.SendAsync(ApiRequest.Get(address), ClientJson.Default.ArtifactPage, cancellationToken);
            foreach (var artifact in page.Artifacts) yield return artifact;
            if (page.NextPage is not null && page.NextPage == at) throw new SiloProtocolException("A page of artifacts is followed by itself.");
            at = page.NextPage;
        }
        while (at is not null);
    }

    /// <summary>Fetches an artifact into a stream. What a broken connection, or one on which the time was up, left out is asked for by its range.</summary>
    /// <param name="artifact">Its number: see <see cref="ArtifactInfo.Artifact"/>.</param>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="cancellationToken">Stops; the target may hold a part.</param>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="SiloApiException">With code <c>artifact_not_found</c>: there is no such artifact, or its content lies on another host. Do not retry.</exception>
    /// <exception cref="SiloUnreachableException">The connection broke or the time was up, too often. Retry with a fresh target.</exception>
    /// <exception cref="InvalidOperationException">The target cannot be written. Do not retry before that is mended.</exception>
    public async Task<long> GetArtifactAsync(long artifact, Stream target, CancellationToken cancellationToken = default) =>
        (await GetArtifactAsync(artifact, target, new GetFileOptions(), cancellationToken)).Size ?? 0;

    /// <summary>Fetches an artifact, or the rest of one, into a stream.</summary>
    /// <param name="artifact">Its number: see <see cref="ArtifactInfo.Artifact"/>.</param>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="options">Which bytes.</param>
    /// <param name="cancellationToken">Stops; the target may hold a part.</param>
    /// <returns>Its tag and, where it came, its size.</returns>
    /// <exception cref="SiloApiException">
    /// With code <c>artifact_not_found</c>: there is no such artifact, or its content lies on another host. With code <c>range_invalid</c>: it has no byte at
    /// <see cref="GetFileOptions.From"/>. Do not retry.
    /// </exception>
    /// <exception cref="SiloUnreachableException">The connection broke or the time was up, too often. Retry from where the target ends, with the tag that <see cref="GetFileOptions.OnBegin"/> told.</exception>
    /// <exception cref="InvalidOperationException">The target cannot be written. Do not retry before that is mended.</exception>
    public Task<FileHead> GetArtifactAsync(long artifact, Stream target, GetFileOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.From, nameof(options));
        var number = artifact.ToString(CultureInfo.InvariantCulture);
        return new FileFetch(_http, $"/v1/sessions/{Id}/artifacts/{number}", mediaType: null, $"artifact {number}", target, options).RunAsync(cancellationToken);
    }

    /// <summary>Asks for a token with which a browser begins the session's stream within a minute. A secret; its stream ends with this client's key.</summary>
    public Task<StreamToken> IssueStreamTokenAsync(CancellationToken cancellationToken = default) =>
        _http.SendAsync(new ApiRequest(HttpMethod.Post, $"/v1/sessions/{Id}/stream-token").SafeToRepeat(), ClientJson.Default.StreamToken, cancellationToken);
}
