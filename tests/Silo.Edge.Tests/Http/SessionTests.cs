using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class SessionTests
{
    [Fact]
    public async Task Create_Good_Returns201LocationAndSession()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.PostAsync("/v1/sessions", """{"agent":"demo","title":"T","labels":{"a":"b"}}""");
        Assert.Equal(201, answer.Status);
        Assert.Equal("application/json", answer.Type);
        Assert.Equal($"/v1/sessions/{Sample.Session}", answer.Headers["Location"]);
        Assert.Equal(
            $$$"""{"id":"{{{Sample.Session}}}","agent":"demo","agent_version":"1","title":"Täst","labels":{"k":"v"},"status":"idle","created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z","epoch":1,"head":1000}""",
            answer.Text);
        var command = Assert.Single(server.Directory.Creates);
        Assert.Equal(("demo", "T", "b", TenantId.Default), (command.Agent.Name, command.Title, command.Labels["a"], command.Tenant));
        Assert.Null(command.Key);
    }

    [Theory]
    [InlineData("""{"agent":"demo","colour":1}""", "$.colour")]
    [InlineData("""{"agent":"demo","agent":"demo"}""", "$.agent")]
    [InlineData("""{"agent":1}""", "$.agent")]
    [InlineData("""{"agent":"demo","labels":{"a":{"b":1}}}""", "$.labels.a")]
    [InlineData("""{"agent":"demo","labels":{"a":null}}""", "labels")]
    [InlineData("""{"agent":"demo","labels":{"a":"1","a":"2"}}""", "$.labels")]
    [InlineData("""{"agent":"demo",}""", "line 1")]
    [InlineData("""{"agent":"\ud800"}""", "$.agent")]
    [InlineData("[]", "$")]
    [InlineData("null", "$")]
    [InlineData("", "$")]
    [InlineData("""{"title":"x"}""", "agent")]
    [InlineData("""{"agent":"demo","labels":{"a:b":"c"}}""", "label")]
    [InlineData("""{"agent":"demo","labels":{"":"c"}}""", "label")]
    public async Task Create_BadBody_IsRefusedAndNothingIsMade(string body, string mention)
    {
        await using var server = await EdgeServer.StartAsync();
        var problem = (await server.PostAsync("/v1/sessions", body)).AssertProblem(400, "body_invalid");
        Assert.Contains(mention, problem.GetProperty("detail").GetString());
        Assert.DoesNotContain("Silo.Edge", problem.GetProperty("detail").GetString());
        Assert.Empty(server.Directory.Creates);
    }

    [Fact]
    public async Task Create_InvalidUtf8_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        using var content = new ByteArrayContent([.. """{"agent":"d"""u8, 0xff, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using var response = await server.Client.PostAsync("/v1/sessions", content);
        (await Answer.ReadAsync(response)).AssertProblem(400, "body_invalid");
    }

    [Fact]
    public async Task Create_TooDeep_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var deep = """{"agent":"demo","labels":{"a":""" + new string('[', 500) + new string(']', 500) + "}}";
        (await server.PostAsync("/v1/sessions", deep)).AssertProblem(400, "body_invalid");
    }

    [Fact]
    public async Task Create_BeyondBounds_NamesTheLimit()
    {
        await using var server = await EdgeServer.StartAsync();
        var title = await server.PostAsync("/v1/sessions", $$"""{"agent":"demo","title":"{{new string('x', 257)}}"}""");
        Assert.Equal(256, title.AssertProblem(400, "body_invalid").GetProperty("value").GetInt32());
        var labels = string.Join(',', Enumerable.Range(0, 33).Select(i => $"\"k{i}\":\"v\""));
        var many = await server.PostAsync("/v1/sessions", "{\"agent\":\"demo\",\"labels\":{" + labels + "}}");
        Assert.Equal("labels_max", many.AssertProblem(400, "body_invalid").GetProperty("limit").GetString());
        var longLabel = await server.PostAsync("/v1/sessions", $$$"""{"agent":"demo","labels":{"a":"{{{new string('x', 129)}}}"}}""");
        Assert.Equal("label_chars_max", longLabel.AssertProblem(400, "body_invalid").GetProperty("limit").GetString());
        Assert.Empty(server.Directory.Creates);
    }

    [Fact]
    public async Task Create_UnknownAgent_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PostAsync("/v1/sessions", """{"agent":"nobody"}""")).AssertProblem(422, "agent_not_found");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_BodyOver1MiB_Is413(bool chunked)
    {
        await using var server = await EdgeServer.StartAsync();
        var text = $$"""{"agent":"demo","title":"{{new string('x', 1024 * 1024)}}"}""";
        (string, string)[] headers = chunked ? [("Transfer-Encoding", "chunked")] : [];
        var problem = (await server.PostAsync("/v1/sessions", text, headers)).AssertProblem(413, "body_too_large");
        Assert.Equal(1024 * 1024, problem.GetProperty("value").GetInt32());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task Create_OtherContentType_Is415(string type)
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Content-Type", type))).AssertProblem(415, "content_type_refused");
        Assert.Empty(server.Directory.Creates);
    }

    [Fact]
    public async Task Create_CompressedOrBare_Is415()
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PostAsync("/v1/sessions", "x", ("Content-Encoding", "gzip"))).AssertProblem(415, "content_type_refused");
        (await server.SendAsync(HttpMethod.Post, "/v1/sessions")).AssertProblem(415, "content_type_refused");
    }

    [Fact]
    public async Task Create_WithKey_PassesKeyAndHashOfTheBytes()
    {
        await using var server = await EdgeServer.StartAsync();
        await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Idempotency-Key", "k-1"), ("Content-Type", "application/json; charset=utf-8"));
        await server.PostAsync("/v1/sessions", """{"agent": "demo"}""", ("Idempotency-Key", "k-1"));
        var keys = server.Directory.Creates.ConvertAll(command => command.Key!);
        Assert.Equal(new ClientKey("k-1", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("""{"agent":"demo"}"""u8))), keys[0]);
        Assert.NotEqual(keys[0].BodyHash, keys[1].BodyHash);
    }

    [Fact]
    public async Task Create_Replayed_SaysSo()
    {
        await using var server = await EdgeServer.StartAsync();
        var first = await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Idempotency-Key", "k"));
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        server.Directory.OnCreate = () => new CreateSessionResult.Created(Sample.Row(), Replayed: true);
        var second = await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Idempotency-Key", "k"));
        Assert.Equal(("true", 201, first.Text), (second.Headers["Idempotency-Replayed"], second.Status, second.Text));
        server.Directory.OnCreate = () => new CreateSessionResult.KeyReused();
        (await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Idempotency-Key", "k"))).AssertProblem(422, "idempotency_key_reused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\u007f")]
    public async Task Create_MalformedKey_IsRefused(string key)
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Idempotency-Key", key))).AssertProblem(400, "idempotency_key_invalid");
        (await server.PostAsync("/v1/sessions", """{"agent":"demo"}""", ("Idempotency-Key", new string('k', 256)))).AssertProblem(400, "idempotency_key_invalid");
        Assert.Empty(server.Directory.Creates);
    }

    [Fact]
    public async Task Show_GoodUnknownAndMalformedIds_AreToldApart()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(Sample.Session.Value, (await server.GetAsync($"/v1/sessions/{Sample.Session}")).Json.GetProperty("id").GetString());
        (await server.GetAsync($"/v1/sessions/{Sample.Other}")).AssertProblem(404, "session_not_found");
        (await server.GetAsync("/v1/sessions/ses_1")).AssertProblem(400, "id_invalid");
        (await server.GetAsync($"/v1/sessions/{Sample.Turn}")).AssertProblem(400, "id_invalid");
        (await server.GetAsync($"/v1/sessions/{Sample.Session.Value.ToUpperInvariant()}")).AssertProblem(400, "id_invalid");
    }

    [Fact]
    public async Task Delete_EachResult_HasItsAnswer()
    {
        await using var server = await EdgeServer.StartAsync();
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, $"/v1/sessions/{Sample.Session}")).Status);
        server.Directory.OnDelete = DeleteResult.NotFound;
        (await server.SendAsync(HttpMethod.Delete, $"/v1/sessions/{Sample.Session}")).AssertProblem(404, "session_not_found");
        server.Directory.OnDelete = DeleteResult.Unavailable;
        (await server.SendAsync(HttpMethod.Delete, $"/v1/sessions/{Sample.Session}")).AssertProblem(503, "session_unavailable");
        (await server.SendAsync(HttpMethod.Delete, "/v1/sessions/x")).AssertProblem(400, "id_invalid");
    }

    [Fact]
    public async Task List_Filters_ReachTheCatalog()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.GetAsync($"/v1/sessions?status=waiting&agent=demo&label=k:v:w&limit=7&page={Sample.Other}");
        Assert.Equal(200, answer.Status);
        var query = server.Catalog.Queries[0];
        Assert.Equal((SessionStatus.Waiting, "demo", KeyValuePair.Create("k", "v:w"), 7), (query.Status, query.Agent, query.Label, query.Limit));
        Assert.Equal(Sample.Other, query.Before);
    }

    [Fact]
    public async Task List_Pages_EndWithNullOnTheLast()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Catalog.Sessions.Add(Sample.Row(Sample.Other));
        var first = (await server.GetAsync("/v1/sessions?limit=1")).Json;
        Assert.Equal(Sample.Session.Value, first.GetProperty("sessions")[0].GetProperty("id").GetString());
        var page = first.GetProperty("next_page").GetString();
        var second = (await server.GetAsync($"/v1/sessions?limit=1&page={page}")).Json;
        Assert.Equal(Sample.Other.Value, second.GetProperty("sessions")[0].GetProperty("id").GetString());
        Assert.Null(second.GetProperty("next_page").GetString());
    }

    [Theory]
    [InlineData("status=busy", "query_invalid")]
    [InlineData("label=k", "query_invalid")]
    [InlineData("label=:v", "query_invalid")]
    [InlineData("limit=0", "query_invalid")]
    [InlineData("limit=201", "query_invalid")]
    [InlineData("limit=-1", "query_invalid")]
    [InlineData("limit=1&limit=2", "query_invalid")]
    [InlineData("colour=red", "query_invalid")]
    [InlineData("page=xyz", "page_invalid")]
    public async Task List_BadQuery_IsRefused(string query, string code)
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.GetAsync("/v1/sessions?" + query)).AssertProblem(400, code);
    }
}
