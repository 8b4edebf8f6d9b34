using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Client.Agents;
using Silo.Client.Approvals;
using Silo.Client.Files;
using Silo.Client.Http;
using Silo.Client.Sessions;
using Silo.Client.Tasks;
using Silo.Client.Tests.Fakes;

namespace Silo.Client.Tests.Behaviours;

/// <summary>The calls that behaviours name, by the .NET client; answers as they stand on the wire.</summary>
internal static class DotNetCalls
{
    public static JsonNode Wire<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;

    public static Func<SiloClient, JsonObject, Task<JsonNode>> Of(string name) => name switch
    {
        "create_session" => async (client, call) => Wire((await client.CreateSessionAsync(Create(call))).Info!, ClientJson.Default.SessionInfo),
        "get_session" => async (client, call) => Wire(await Session(client, call).GetAsync(), ClientJson.Default.SessionInfo),
        "list_sessions" => async (client, call) => Wire(await client.ListSessionsAsync(List(call)), ClientJson.Default.SessionPage),
        "delete_session" => (client, call) => DoneAsync(Session(client, call).DeleteAsync()),
        "prompt" => PromptAsync,
        "cancel" => async (client, call) => new JsonObject { ["task"] = (await Session(client, call).CancelAsync(new CancelOptions { Task = Task(call) })).Id.Value },
        "get_task" => async (client, call) => Wire(await client.Task(Task(call)!.Value).GetAsync(), ClientJson.Default.TaskInfo),
        "wait_for_task" => async (client, call) => Wire(await client.Task(Task(call)!.Value).WaitAsync(), ClientJson.Default.TaskInfo),
        "read_events" => ReadEventsAsync,
        "list_approvals" => async (client, call) => Wire(await client.ListApprovalsAsync(new ListApprovalsOptions { Open = call["query"]?["open"]?.GetValue<bool>() }), ClientJson.Default.ApprovalPage),
        "decide" => async (client, call) => Wire(await client.DecideApprovalAsync(ApprovalId.Parse(Text(call, "approval")!), Decision(call)), ClientJson.Default.ApprovalInfo),
        "list_agents" => async (client, _) => Wire(new AgentList(await client.ListAgentsAsync()), ClientJson.Default.AgentList),
        "validate_agent" => async (client, call) => Wire(await client.ValidateAgentAsync(Text(call, "file")!), ClientJson.Default.AgentFileReport),
        "is_ready" => async (client, _) => Wire(await client.GetHealthAsync(), ClientJson.Default.HealthReport),
        "run_doctor" => async (client, _) => Wire(await client.GetDoctorAsync(), ClientJson.Default.DoctorReport),
        "list_folder" => async (client, call) => Wire(await Session(client, call).Files.ListAsync(Path(call)), ClientJson.Default.FolderListing),
        "read_artifact" => ReadArtifactAsync,
        "write_file" => WriteFileAsync,
        "remove_file" => (client, call) => DoneAsync(Session(client, call).Files.DeleteAsync(Path(call), Text(call, "if_match"))),
        _ => throw new InvalidOperationException($"No behaviour may call '{name}' yet."),
    };

    private static async Task<JsonNode> DoneAsync(Task task)
    {
        await task;
        return new JsonObject();
    }

    private static async Task<JsonNode> PromptAsync(SiloClient client, JsonObject call)
    {
        var task = await Session(client, call).PromptAsync(Text(call, "prompt")!, new PromptOptions
        {
            Mode = Text(call, "mode") == "interject" ? PromptMode.Interject : PromptMode.Queue,
            Deadline = call["deadline_ms"] is { } ms ? TimeSpan.FromMilliseconds(ms.GetValue<int>()) : null,
            Wait = call["wait_ms"] is { } wait ? TimeSpan.FromMilliseconds(wait.GetValue<int>()) : null,
            IdempotencyKey = Text(call, "idempotency_key"),
        });
        var json = Wire<TaskInfo>(task.Info!, ClientJson.Default.TaskInfo).AsObject();
        (json["position"], json["after"]) = (task.Position, task.After);
        return json;
    }

    private static async Task<JsonNode> ReadEventsAsync(SiloClient client, JsonObject call)
    {
        var page = await Session(client, call).ReadPageAsync(call["query"]?["after"]?.GetValue<string>(), call["query"]?["limit"]?.GetValue<int>());
        var events = page.Events.Select(e => JsonNode.Parse(e.Utf8.Span));
        return new JsonObject { ["events"] = new JsonArray([.. events]), ["after"] = page.After, ["head"] = page.Head };
    }

    public static async Task<JsonNode> ReadFileAsync(SiloClient client, JsonObject call, Action pass)
    {
        var passAfter = call["once_after_bytes"]?.GetValue<int>();
        using var target = new WatchedStream(passAfter ?? long.MaxValue, pass);
        FileHead? begun = null;
        var options = new GetFileOptions
        {
            From = call["from"]?.GetValue<int>() ?? 0,
            IfRange = Text(call, "if_range"),
            IfNoneMatch = Text(call, "if_none_match"),
            OnBegin = head =>
            {
                begun = head;
                if (passAfter == 0) pass();
            },
        };
        await Session(client, call).Files.GetAsync(Path(call), target, options);
        return new JsonObject { ["etag"] = begun!.ETag, ["from"] = begun.From, ["not_modified"] = begun.NotModified, ["text"] = Encoding.UTF8.GetString(target.ToArray()) };
    }

    public static async Task<JsonNode> ListArtifactsAsync(SiloClient client, JsonObject call, JsonObject result)
    {
        var items = new JsonArray();
        result["items"] = items;
        await foreach (var artifact in Session(client, call).ListArtifactsAsync()) items.Add(Wire(artifact, ClientJson.Default.ArtifactInfo));
        return new JsonObject();
    }

    private static async Task<JsonNode> ReadArtifactAsync(SiloClient client, JsonObject call)
    {
        using var target = new MemoryStream();
        FileHead? begun = null;
        var options = new GetFileOptions { From = call["from"]?.GetValue<int>() ?? 0, OnBegin = head => begun = head };
        await Session(client, call).GetArtifactAsync(call["artifact"]!.GetValue<long>(), target, options);
        return new JsonObject { ["etag"] = begun!.ETag, ["from"] = begun.From, ["text"] = Encoding.UTF8.GetString(target.ToArray()) };
    }

    private static async Task<JsonNode> WriteFileAsync(SiloClient client, JsonObject call)
    {
        var bytes = Encoding.UTF8.GetBytes(Text(call, "text")!);
        await using var source = call["once_only"] is null ? new MemoryStream(bytes) : PipeReader.Create(new ReadOnlySequence<byte>(bytes)).AsStream();
        var options = new PutFileOptions { IfMatch = Text(call, "if_match"), OnlyNew = call["only_new"]?.GetValue<bool>() ?? false };
        return new JsonObject { ["etag"] = await Session(client, call).Files.PutAsync(Path(call), source, options) };
    }

    private static CreateSessionOptions Create(JsonObject call) => new()
    {
        Agent = call["session"]!["agent"]!.GetValue<string>(),
        Title = call["session"]!["title"]?.GetValue<string>(),
        Labels = call["session"]!["labels"]?.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>()),
        IdempotencyKey = Text(call, "idempotency_key"),
    };

    private static ListSessionsOptions List(JsonObject call) => new()
    {
        Status = call["query"]?["status"]?.GetValue<string>(),
        Limit = call["query"]?["limit"]?.GetValue<int>(),
        Page = call["query"]?["page"]?.GetValue<string>(),
    };

    private static DecideApprovalOptions Decision(JsonObject call) =>
        new() { Decision = call["decision"]!["decision"]!.GetValue<string>(), Answer = call["decision"]!["answer"]?.GetValue<string>() };

    private static SessionHandle Session(SiloClient client, JsonObject call) => client.Session(SessionId.Parse(Text(call, "session")!));

    private static TurnId? Task(JsonObject call) => Text(call, "task") is { } id ? TurnId.Parse(id) : null;

    private static WorkspacePath Path(JsonObject call) =>
        WorkspacePath.TryParse(Text(call, "path")!, out var path, out var error) ? path : throw new ArgumentException(error, nameof(call));

    private static string? Text(JsonObject call, string name) => call[name]?.GetValue<string>();
}
