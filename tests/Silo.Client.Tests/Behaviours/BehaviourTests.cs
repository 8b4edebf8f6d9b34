using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Silo.TestServers.Scripted;
using Xunit;

namespace Silo.Client.Tests.Behaviours;

/// <summary>The shared list of behaviours, once with each client against the same scripted server.</summary>
public sealed class BehaviourTests(NodeClient node) : IClassFixture<NodeClient>
{
    private const int BehavioursMin = 60;

    public static TheoryData<string> Names => [.. Behaviour.All.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task DotNet_Client_BehavesAsTheListSays(string name) => RunAsync(Behaviour.Of(name), DotNetClient.RunAsync);

    [Theory]
    [MemberData(nameof(Names))]
    public Task TypeScript_Client_BehavesAsTheListSays(string name) => RunAsync(Behaviour.Of(name), node.RunAsync);

    [Fact]
    public void List_HasNamesThatDifferAndSaysWhy()
    {
        Assert.Equal(Behaviour.All.Count, Behaviour.All.Select(b => b.Name).Distinct().Count());
        Assert.All(Behaviour.All, b => Assert.NotNull(b.Json["why"]));
        Assert.True(Behaviour.All.Count >= BehavioursMin, $"{Behaviour.All.Count} behaviours");
    }

    private static async Task RunAsync(Behaviour behaviour, Func<Uri, Behaviour, Task<JsonNode>> client)
    {
        await using var server = ScriptedServer.Start();
        await using var other = ScriptedServer.Start();
        // A port that is taken and at which nobody listens: connections to it are refused.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = behaviour.Json["nobody"] is null ? server.Address : new Uri($"http://{nobody.LocalEndPoint}");
        foreach (var answers in behaviour.Runs(other.Address))
        {
            server.Set(answers, behaviour.Stream);
            var said = await client(address, behaviour);
            var seen = server.Seen;
            var difference = Difference(behaviour, said, seen, other.Address);
            if (difference is null && seen.Count != answers.Count && behaviour.Json["fewer"] is null) difference = $"{answers.Count} requests were expected, {seen.Count} came";
            Assert.True(difference is null, $"{behaviour.Name}: {difference}\nsaid: {said.ToJsonString()}\nseen: {string.Join("\n      ", seen.Select(Node).Select(n => n.ToJsonString()))}");
            // A key is for its own server, and for nobody to read.
            Assert.Empty(other.Seen);
            if (behaviour.Options["api_key"]?.GetValue<string>() is { } key) Assert.DoesNotContain(key, said.ToJsonString(), StringComparison.Ordinal);
        }
    }

    private static string? Difference(Behaviour behaviour, JsonNode said, IReadOnlyList<ScriptedRequest> seen, Uri other)
    {
        if (said["crash"] is { } crash) return crash.ToString();
        var matching = new Matching();
        for (var i = 0; i < behaviour.Calls.Count; i++)
        {
            var (expected, result) = (Expected(behaviour, behaviour.Calls[i]["expect"]!.AsObject(), other), said["results"]![i]!.AsObject());
            // What is not said is no error.
            if (!expected.ContainsKey("error") && result["error"] is { } error) return $"call {i}: {error.ToJsonString()}";
            if (matching.Differ(expected, result, $"call {i}") is { } difference) return difference;
        }

        if (behaviour.Json["waits"] is { } waits && matching.Differ(waits, said["waits"], "waits") is { } wait) return wait;
        if (behaviour.Json["requests"] is not JsonArray requests) return null;
        if (behaviour.Json["sweep"] is null && requests.Count != seen.Count) return $"{requests.Count} requests were expected, {seen.Count} came";
        for (var i = 0; i < Math.Min(requests.Count, seen.Count); i++)
            if (matching.Differ(requests[i], Node(seen[i]), $"request {i}") is { } difference) return difference;
        return null;
    }

    // "whole" stands for every item of the stream, each once.
    private static JsonObject Expected(Behaviour behaviour, JsonObject expect, Uri other)
    {
        var copy = JsonNode.Parse(expect.ToJsonString().Replace("$other", other.ToString(), StringComparison.Ordinal))!.AsObject();
        if (copy["items"] is not JsonObject whole) return copy;
        var items = new JsonArray();
        foreach (var item in behaviour.Stream.Skip(whole["skip"]?.GetValue<int>() ?? 0).Take(whole["take"]?.GetValue<int>() ?? int.MaxValue))
            items.Add(new JsonObject { ["cursor"] = item.Id, ["raw"] = item.Data });
        if (whole["closed"] is { } closed) items.Add(closed.DeepClone());
        copy["items"] = items;
        return copy;
    }

    private static JsonObject Node(ScriptedRequest request)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in request.Headers) headers[name] = value;
        JsonNode? body = request.Headers.TryGetValue("content-type", out var type) && type == "application/json" ? JsonNode.Parse(request.Body) : request.Body;
        return new JsonObject { ["method"] = request.Method, ["path"] = request.Path, ["query"] = request.Query, ["headers"] = headers, ["body"] = body };
    }
}
