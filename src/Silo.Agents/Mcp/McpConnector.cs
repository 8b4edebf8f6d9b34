using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>Connects to a server: starts it in the session's sandbox, or reaches it over HTTP, and agrees on a revision with it.</summary>
/// <param name="environment">Reads a variable of the host's environment: where the values of headers come from.</param>
/// <param name="time">The clock of its limits.</param>
/// <param name="probe">Told when a call has taken effect and has not yet returned.</param>
internal sealed class McpConnector(Func<string, string?> environment, TimeProvider time, IProbe probe)
{
    /// <summary>Connects.</summary>
    /// <exception cref="McpServerException">It could not be started or reached, or speaks no revision that is known here.</exception>
    /// <exception cref="ToolUnavailableException">This host has no sandboxes.</exception>
    public async Task<McpConnection> ConnectAsync(McpServerSettings settings, ISessionResources resources, CancellationToken cancellationToken)
    {
        // The SDK asks by the newest revision's first request, and falls back when that is refused. A server that answers it with something
        // else is asked once more from the beginning, by the older revisions' handshake.
        IReadOnlyList<string?> revisions = settings.Revision is { } one ? [one] : [null, "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
        for (var i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(settings, revisions[i], resources, cancellationToken);
            }
            catch (McpServerException e) when (i < revisions.Count - 1 && (i == 0 ? e.InnerException is JsonException : e.InnerException is McpException))
            {
                // The next.
            }
        }
    }

    private async Task<McpConnection> ConnectAsync(McpServerSettings settings, string? revision, ISessionResources resources, CancellationToken cancellationToken)
    {
        var running = new RunningCalls(settings.Name);
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "silo", Version = "1" },
            ProtocolVersion = revision,

            // The whole start has its limit, by the host's clock; this one's is the machine's.
            InitializationTimeout = Timeout.InfiniteTimeSpan,
            Handlers = new McpClientHandlers { ElicitationHandler = running.ElicitAsync },
        };
        var http = settings.Url is null ? null : McpHttp.NewClient(settings);
        ITransport? opened = null;
        try
        {
            IClientTransport transport = http is null
                ? new OpenedTransport(settings.Name, opened = await StartAsync(settings, resources, cancellationToken))
                : new HttpClientTransport(HttpOptions(settings), http);
            var client = await McpClient.CreateAsync(transport, options, loggerFactory: null, cancellationToken);
            return new McpConnection(settings, client, http, running, probe, time);
        }
#pragma warning disable CA1031 // The edge to a hostile server: whatever its answers make the SDK throw, it cannot be used.
        catch (Exception e) when (e is not (OperationCanceledException or McpServerException or ToolUnavailableException))
#pragma warning restore CA1031
        {
            await CloseAsync(opened, http);
            throw Unavailable(e);
        }
        catch
        {
            await CloseAsync(opened, http);
            throw;
        }
    }

    private static async ValueTask CloseAsync(ITransport? opened, HttpClient? http)
    {
        if (opened is not null) await opened.DisposeAsync();
        http?.Dispose();
    }

    private static McpServerException Unavailable(Exception e) => Cause(e) is { } known
        ? new McpServerException(known.Code, known.Message, e)
        : new McpServerException(McpCodes.Unavailable, e switch
        {
            JsonException => "What it answered to the first request is not of the protocol.",
            _ => PlainText.OneLine(e.Message, 500),
        }, e);

    /// <summary>What one of ours said, however deep the SDK or the HTTP client wrapped it.</summary>
    public static McpServerException? Cause(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            if (e is McpServerException known) return known;
        return null;
    }

    private async Task<ITransport> StartAsync(McpServerSettings settings, ISessionResources resources, CancellationToken cancellationToken)
    {
        var sandbox = await resources.SandboxAsync(cancellationToken);
        return await SandboxTransport.StartAsync(sandbox, settings, time, cancellationToken);
    }

    private HttpClientTransportOptions HttpOptions(McpServerSettings settings) => new()
    {
        Endpoint = settings.Url!,
        Name = settings.Name,
        TransportMode = HttpTransportMode.StreamableHttp,
        ConnectionTimeout = settings.StartTimeout,
        AdditionalHeaders = settings.Headers?.ToDictionary(h => h.Key, h => HeaderValue(h.Value)),
    };

    private string HeaderValue(string variable) => environment(variable)?.Trim() is { Length: > 0 } value && value.All(c => c is >= ' ' and < '\x7f')
        ? value
        : throw new McpServerException(McpCodes.Unavailable, $"The environment variable {variable}, which a header needs, holds no header's value: set it where the host starts.");
}
