using System.Text.Json;
using System.Text.Json.Nodes;
using Silo.TestServers.Scripted;

namespace Silo.Client.Tests.Behaviours;

/// <summary>One behaviour of the shared list: what a server says, what a client is asked to do, and what must come of it. tests/behaviours/README.md says how it is written.</summary>
public sealed class Behaviour
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "behaviours");
    private static readonly JsonObject Streams = Read("streams.json");

    private Behaviour(JsonObject json) => Json = json;

    public static IReadOnlyList<Behaviour> All { get; } =
    [
        .. Directory.GetFiles(Folder, "*.json").Where(f => Path.GetFileName(f) != "streams.json").Order(StringComparer.Ordinal)
            .SelectMany(f => Read(Path.GetFileName(f))["behaviours"]!.AsArray()).Select(b => new Behaviour(b!.AsObject())),
    ];

    public JsonObject Json { get; }

    public string Name => Json["name"]!.GetValue<string>();

    public JsonObject Options => Json["options"]?.AsObject() ?? [];

    public IReadOnlyList<JsonObject> Calls => [.. Json["calls"]!.AsArray().Select(c => c!.AsObject())];

    public IReadOnlyList<ScriptedItem> Stream => Json["stream"]?.GetValue<string>() is { } name ? Items(name) : [];

    /// <summary>The answers of each run: one run, or one for each byte of the answer that is swept.</summary>
    public IEnumerable<IReadOnlyList<ScriptedAnswer>> Runs(Uri other)
    {
        var answers = Json["answers"]?.AsArray().SelectMany(a => Enumerable.Repeat(a!, a!["times"]?.GetValue<int>() ?? 1)).Select(a => Answer(a, other)).ToList() ?? [];
        if (Json["sweep"] is not { } sweep)
        {
            yield return answers;
            yield break;
        }

        var bytes = Stream.Sum(i => i.Utf8.Length);
        for (var cut = 0; cut <= bytes; cut += sweep["step"]!.GetValue<int>())
            yield return [.. answers.Select((a, i) => i == 0 ? a with { CutBytes = cut } : a)];
    }

    public static Behaviour Of(string name) => All.Single(b => b.Name == name);

    public static IReadOnlyList<ScriptedItem> Items(string name) =>
        [.. Streams[name]!.AsArray().Select(i => new ScriptedItem(Text(i!["id"]), Text(i["event"])!, Text(i["data"])!))];

    private static ScriptedAnswer Answer(JsonNode a, Uri other) => new()
    {
        Status = a["status"]?.GetValue<int>() ?? 200,
        Headers = a["headers"]?.AsObject().ToDictionary(h => h.Key, h => Text(h.Value)!.Replace("$other", other.ToString(), StringComparison.Ordinal)) ?? [],
        Body = Text(a["text"]) ?? a["json"]?.ToJsonString() ?? string.Empty,
        Length = a["length"]?.GetValue<int>(),
        Stream = a["stream"]?.GetValue<bool>() ?? false,
        From = a["from"]?.GetValue<int>(),
        Before = Text(a["before"]) ?? string.Empty,
        CutItems = a["cut_items"]?.GetValue<int>(),
        CutBytes = a["cut_bytes"]?.GetValue<int>(),
        Closed = a["closed"]?.ToJsonString().Replace("$other", other.ToString(), StringComparison.Ordinal),
        Nothing = a["nothing"]?.GetValue<bool>() ?? false,
        End = Enum.Parse<ScriptedEnd>(Text(a["end"]) ?? "close", ignoreCase: true),
    };

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject();
}
