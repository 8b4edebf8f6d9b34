using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class StreamTokenTests
{
    private static readonly string Session = $"/v1/sessions/{Sample.Session}";

    [Fact]
    public async Task Token_OpensItsSessionsEventsAndNothingElse()
    {
        await using var server = await StartAsync();
        server.Catalog.Sessions.Add(Sample.Row(Sample.Other));
        var (key, _) = await KeyAsync(server, Role.Operator);
        var token = await TokenAsync(server, key);
        Assert.Equal(200, (await server.GetAsync($"{Session}/events?token={token}")).Status);
        Assert.Equal(200, (await server.GetAsync($"{Session}/events?follow=false&token={token}", ("Accept", "text/event-stream"))).Status);

        (await server.GetAsync($"/v1/sessions/{Sample.Other}/events?token={token}")).AssertProblem(404, "session_not_found");
        foreach (var path in (string[])[Session, "/v1/sessions", "/v1/agents", $"{Session}/files/a", "/v1/keys"])
            (await server.GetAsync($"{path}?token={token}")).AssertProblem(401, "unauthenticated");
        (await server.PostAsync($"{Session}/turns?token={token}", """{"prompt":"a"}""")).AssertProblem(401, "unauthenticated");
        (await server.PostAsync($"{Session}/stream-token?token={token}", "")).AssertProblem(401, "unauthenticated");
        (await server.GetAsync($"{Session}/events", ("Authorization", "Bearer " + token))).AssertProblem(401, "unauthenticated");
        (await server.GetAsync($"{Session}/events?token={token}", ("Authorization", "Bearer x"))).AssertProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Token_ThatIsSpentForgedOrOfARevokedKey_OpensNothing()
    {
        await using var server = await StartAsync();
        var (key, id) = await KeyAsync(server, Role.Viewer);
        var token = await TokenAsync(server, key);
        for (var i = 0; i < token.Length; i++)
            Assert.NotEqual(200, (await server.GetAsync($"{Session}/events?token={token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}")).Status);
        foreach (var other in (string[])["", ".", "a.b", token + ".x", token[..token.IndexOf('.')], new string('a', 5000)])
            (await server.GetAsync($"{Session}/events?token={other}")).AssertProblem(401, "unauthenticated");

        server.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (await server.GetAsync($"{Session}/events?token={token}")).Status);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        (await server.GetAsync($"{Session}/events?token={token}")).AssertProblem(401, "unauthenticated");

        var next = await TokenAsync(server, key);
        await server.Services.GetRequiredService<IKeyDirectory>().RevokeAsync(TenantId.Default, id, default);
        (await server.GetAsync($"{Session}/events?token={next}")).AssertProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Token_OfAnotherServer_OpensNothingUnlessTheyShareASecret()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var (key, _) = await KeyAsync(one, Role.Viewer);
        (await other.GetAsync($"{Session}/events?token={await TokenAsync(one, key)}")).AssertProblem(401, "unauthenticated");

        var shared = new byte[32];
        await using var first = await EdgeServer.StartAsync(options => options.TokenSecret = shared);
        await using var second = await EdgeServer.StartAsync(options => options.TokenSecret = shared);
        var made = (await first.PostAsync($"{Session}/stream-token", "")).Json.GetProperty("token").GetString();
        Assert.Equal(200, (await second.GetAsync($"{Session}/events?token={made}")).Status);
    }

    private static Task<EdgeServer> StartAsync() => EdgeServer.StartAsync(options => options.Development = false);

    private static async Task<(string Text, KeyId Id)> KeyAsync(EdgeServer server, Role role)
    {
        var made = await server.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(TenantId.Default, role, "test", null, "local"), default);
        return (made.Text, made.Key.Id);
    }

    private static async Task<string> TokenAsync(EdgeServer server, string key)
    {
        var answer = await server.PostAsync($"{Session}/stream-token", "", ("Authorization", "Bearer " + key));
        Assert.Equal(200, answer.Status);
        return answer.Json.GetProperty("token").GetString()!;
    }
}
