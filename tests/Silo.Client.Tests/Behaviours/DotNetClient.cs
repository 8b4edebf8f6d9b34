using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Silo.Abstractions.Identity;
using Silo.Client.Errors;
using Silo.Client.Streams;
using Silo.Client.Tests.Fakes;
using Silo.Client.Transcripts;

namespace Silo.Client.Tests.Behaviours;

/// <summary>Does with the .NET client what behaviours say.</summary>
internal static class DotNetClient
{
    public static async Task<JsonNode> RunAsync(Uri server, Behaviour behaviour)
    {
        var options = behaviour.Options;
        var time = new AutoTime();
        var once = Number(options, "once_ms") is { } onceMs ? new OnceTime(TimeSpan.FromMilliseconds(onceMs), behaviour.Calls.Any(c => c["once_after_bytes"] is not null)) : null;
        using var client = new SiloClient(new SiloClientOptions
        {
            Server = server,
            Time = once is null ? time : once,
            Random = new EvenRandom(),
            ApiKey = options["api_key"]?.GetValue<string>(),
            AttemptsMax = (int)(Number(options, "attempts_max") ?? 4),
            FrameBytesMax = (int)(Number(options, "frame_bytes_max") ?? 1024 * 1024),
            ResponseBytesMax = (int)(Number(options, "response_bytes_max") ?? 1024 * 1024),
            TransferTimeout = TimeSpan.FromMilliseconds(Number(options, "transfer_timeout_ms") ?? 600_000),
            StreamSilenceMax = TimeSpan.FromMilliseconds(Number(options, "stream_silence_max_ms") ?? 45_000),
        });
        var results = new JsonArray();
        foreach (var call in behaviour.Calls)
        {
            var result = new JsonObject();
            try
            {
                result["answer"] = call["call"]!.GetValue<string>() switch
                {
                    "stream" => await StreamAsync(client, call, result),
                    "transcript" => await TranscriptAsync(client, call, result),
                    "list_artifacts" => await DotNetCalls.ListArtifactsAsync(client, call, result),
                    "read_file" => await DotNetCalls.ReadFileAsync(client, call, () => once?.Pass()),
                    var name => await DotNetCalls.Of(name)(client, call),
                };
            }
            catch (SiloException e)
            {
                result["error"] = Failure(e);
            }
            catch (ArgumentException e)
            {
                result["error"] = new JsonObject { ["kind"] = "argument", ["message"] = e.Message };
            }

            results.Add(result);
        }

        return new JsonObject { ["results"] = results, ["waits"] = new JsonArray([.. time.Waits.Select(w => (JsonNode)w.TotalMilliseconds)]) };
    }

    private static async Task<JsonNode> StreamAsync(SiloClient client, JsonObject call, JsonObject result)
    {
        var items = new JsonArray();
        result["items"] = items;
        await foreach (var item in Read(client, call, result))
        {
            items.Add(Item(item));
            if (items.Count == Number(call, "take")) break;
        }

        return new JsonObject();
    }

    private static async Task<JsonNode> TranscriptAsync(SiloClient client, JsonObject call, JsonObject result)
    {
        var transcript = new Transcript();
        await foreach (var item in Read(client, call, result)) transcript.Apply(item);
        return TranscriptJson.Of(transcript);
    }

    private static IAsyncEnumerable<StreamItem> Read(SiloClient client, JsonObject call, JsonObject result)
    {
        var reconnecting = new JsonArray();
        result["reconnecting"] = reconnecting;
        var options = new ReadOptions
        {
            Follow = call["follow"]?.GetValue<bool>() ?? true,
            Deltas = call["deltas"]?.GetValue<bool>() ?? true,
            EndWhenMoved = call["end_when_moved"]?.GetValue<bool>() ?? false,
            GiveUpAfter = Number(call, "give_up_after_ms") is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            OnReconnecting = r => reconnecting.Add(new JsonObject { ["attempt"] = r.Attempt, ["wait_ms"] = r.Wait.TotalMilliseconds, ["reason"] = r.Reason }),
        };
        return client.Session(SessionId.Parse(call["session"]!.GetValue<string>())).ReadAsync(call["after"]?.GetValue<string>(), options);
    }

    private static JsonObject Item(StreamItem item) => item switch
    {
        StreamItem.Event e => Item("event", e, e.Stored.Utf8),
        StreamItem.Delta d => Item("delta", d, d.Utf8),
        StreamItem.Unknown u => new JsonObject { ["type"] = "unknown", ["cursor"] = u.Cursor, ["kind"] = u.Kind, ["raw"] = Encoding.UTF8.GetString(u.Utf8.Span) },
        StreamItem.Closed c => new JsonObject { ["type"] = "closed", ["cursor"] = c.Cursor, ["reason"] = c.Name, ["address"] = c.Address?.ToString() },
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    private static JsonObject Item(string type, StreamItem item, ReadOnlyMemory<byte> raw) =>
        new() { ["type"] = type, ["cursor"] = item.Cursor, ["raw"] = Encoding.UTF8.GetString(raw.Span) };

    private static JsonObject Failure(SiloException error)
    {
        var json = new JsonObject { ["message"] = error.Message };
        switch (error)
        {
            case SiloApiException e:
                json["kind"] = "api";
                (json["code"], json["status"], json["title"], json["detail"], json["limit"], json["value"]) = (e.Code, e.Status, e.Title, e.Detail, e.Limit, e.Value);
                (json["retryable"], json["retry_after_ms"]) = (e.Retryable, e.RetryAfter?.TotalMilliseconds);
                if (e.Problem.ValueKind != System.Text.Json.JsonValueKind.Undefined) json["problem"] = JsonNode.Parse(e.Problem.GetRawText());
                if (e is ApprovalResolvedException resolved) json["first"] = DotNetCalls.Wire(resolved.First, Http.ClientJson.Default.ApprovalInfo);
                break;
            case SiloUnreachableException e:
                (json["kind"], json["refused"]) = ("unreachable", e.Message.Contains("refused", StringComparison.OrdinalIgnoreCase));
                break;
            case StreamGapException:
                json["kind"] = "gap";
                break;
            case SiloTooLargeException e:
                (json["kind"], json["limit"], json["value"]) = ("too_large", e.Limit.ToLowerInvariant(), e.Value);
                break;
            default:
                json["kind"] = "protocol";
                break;
        }

        return json;
    }

    private static long? Number(JsonObject json, string name) => json[name] is { } value ? long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    /// <summary>Jitter of three quarters, and bytes that differ each time.</summary>
    private sealed class EvenRandom : IRandomSource
    {
        private byte _next;

        public void Fill(Span<byte> buffer)
        {
            foreach (ref var one in buffer) one = _next++;
        }

        public double NextDouble() => 0.5;
    }
}
