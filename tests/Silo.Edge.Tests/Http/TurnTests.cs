using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class TurnTests
{
    private static readonly string Turns = $"/v1/sessions/{Sample.Session}/turns";
    private static readonly string Cancel = $"/v1/sessions/{Sample.Session}/cancel";

    [Fact]
    public async Task Prompt_String_Returns202WithCursorAndLocation()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.PostAsync(Turns, """{"prompt":"Hi\n\"you\" ä"}""");
        Assert.Equal(202, answer.Status);
        Assert.Equal($"/v1/tasks/{Sample.Turn}", answer.Headers["Location"]);
        var after = CursorCodec.Encode(new Cursor(Sample.Session, 2, []));
        Assert.Equal($$"""{"task":"{{Sample.Turn}}","session":"{{Sample.Session}}","state":"queued","position":0,"after":"{{after}}"}""", answer.Text);
        var command = Assert.Single(server.Directory.Prompts);
        Assert.Equal(new TextBlock("Hi\n\"you\" ä"), Assert.Single(command.Prompt));
        Assert.Equal((PromptMode.Queue, null, null), (command.Mode, command.Deadline, command.Key));
    }

    [Fact]
    public async Task Prompt_Blocks_ModeAndDeadline_ReachTheDirectory()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.PostAsync(
            Turns, """{"deadline_ms":600000,"mode":"interject","prompt":[{"text":"a","type":"text"},{"type":"text","text":"b"}]}""", ("Idempotency-Key", "k"));
        Assert.Equal("running", answer.Json.GetProperty("state").GetString());
        var command = Assert.Single(server.Directory.Prompts);
        Assert.Equal<ContentBlock>([new TextBlock("a"), new TextBlock("b")], command.Prompt);
        Assert.Equal((PromptMode.Interject, TimeSpan.FromMinutes(10), "k"), (command.Mode, command.Deadline, command.Key!.Key));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"prompt":null}""")]
    [InlineData("""{"prompt":""}""")]
    [InlineData("""{"prompt":[]}""")]
    [InlineData("""{"prompt":7}""")]
    [InlineData("""{"prompt":["a"]}""")]
    [InlineData("""{"prompt":[{"type":"image","text":"a"}]}""")]
    [InlineData("""{"prompt":[{"type":"text"}]}""")]
    [InlineData("""{"prompt":[{"type":"text","text":"a","text":"b"}]}""")]
    [InlineData("""{"prompt":[{"type":"text","text":"a","more":1}]}""")]
    [InlineData("""{"prompt":[{"type":"text","text":{}}]}""")]
    [InlineData("""{"prompt":[{"type":"text","text":"a"}""")]
    [InlineData("""{"prompt":"a","mode":"later"}""")]
    [InlineData("""{"prompt":"a","deadline_ms":999}""")]
    [InlineData("""{"prompt":"a","deadline_ms":2592000001}""")]
    [InlineData("""{"prompt":"a","deadline_ms":"1000"}""")]
    [InlineData("""{"prompt":"a","deadline_ms":1e999}""")]
    public async Task Prompt_BadBody_IsRefusedAndNothingIsSent(string body)
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PostAsync(Turns, body)).AssertProblem(400, "body_invalid");
        Assert.Empty(server.Directory.Prompts);
    }

    [Fact]
    public async Task Prompt_TooLarge_NamesTheLimit()
    {
        await using var server = await EdgeServer.StartAsync();
        var bytes = (await server.PostAsync(Turns, $$"""{"prompt":"{{new string('ä', (100 * 1024) + 1)}}"}""")).AssertProblem(413, "prompt_too_large");
        Assert.Equal(("prompt_bytes_max", 200 * 1024), (bytes.GetProperty("limit").GetString(), bytes.GetProperty("value").GetInt32()));
        var blocks = string.Join(',', Enumerable.Repeat("""{"type":"text","text":"a"}""", 65));
        var many = (await server.PostAsync(Turns, $$"""{"prompt":[{{blocks}}]}""")).AssertProblem(413, "prompt_too_large");
        Assert.Equal("prompt_blocks_max", many.GetProperty("limit").GetString());
        Assert.Empty(server.Directory.Prompts);
    }

    [Fact]
    public async Task Prompt_LongText_GoesToABlobFirst()
    {
        await using var server = await EdgeServer.StartAsync();
        var text = new string('x', EventLimits.InlineTextBytesMax + 1);
        var inline = new string('y', EventLimits.InlineTextBytesMax);
        await server.PostAsync(Turns, $$"""{"prompt":[{"type":"text","text":"{{text}}"},{"type":"text","text":"{{inline}}"}]}""");
        var blocks = Assert.Single(server.Directory.Prompts).Prompt;
        Assert.Equal(text, Assert.Single(server.Blobs.Texts));
        var stored = Assert.IsType<TextBlock>(blocks[0]);
        Assert.Null(stored.Text);
        Assert.Equal(text.Length, stored.Content!.Size);
        Assert.Equal(inline, Assert.IsType<TextBlock>(blocks[1]).Text);
    }

    [Fact]
    public async Task Prompt_WhateverItHolds_FitsIntoAnEvent()
    {
        // Control characters grow sixfold as JSON: 64 blocks of 3 KiB are within every bound of a prompt, and far beyond that of an event.
        await using var server = await EdgeServer.StartAsync();
        var block = """{"type":"text","text":"X"}""".Replace("X", string.Concat(Enumerable.Repeat("\\u0001", 3 * 1024)), StringComparison.Ordinal);
        var answer = await server.PostAsync(Turns, $$"""{"prompt":[{{string.Join(',', Enumerable.Repeat(block, 50))}}]}""");
        Assert.Equal(202, answer.Status);
        var stored = JsonSerializer.SerializeToUtf8Bytes(Assert.Single(server.Directory.Prompts).Prompt, EventJson.Default.IReadOnlyListContentBlock);
        Assert.InRange(stored.Length, 1, EventLimits.EventBytesMax / 2);
    }

    [Fact]
    public async Task Prompt_LongTextForUnknownSession_LeavesNoBlob()
    {
        await using var server = await EdgeServer.StartAsync();
        var body = $$"""{"prompt":"{{new string('x', 40_000)}}"}""";
        (await server.PostAsync($"/v1/sessions/{Sample.Other}/turns", body)).AssertProblem(404, "session_not_found");
        Assert.Empty(server.Blobs.Texts);
    }

    [Fact]
    public async Task Prompt_BlobStoreFull_Is503AndNotSent()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Blobs.Failure = () => new IOException("No space left on device: /secret/path");
        var problem = (await server.PostAsync(Turns, $$"""{"prompt":"{{new string('x', 40_000)}}"}""")).AssertProblem(503, "storage_unavailable");
        Assert.DoesNotContain("secret", problem.ToString());
        Assert.Empty(server.Directory.Prompts);
    }

    public static TheoryData<string, int, string> Refusals => new()
    {
        { "NotFound", 404, "session_not_found" },
        { "KeyReused", 422, "idempotency_key_reused" },
        { "QueueFull", 429, "queue_full" },
        { "CannotInterject", 409, "cannot_interject" },
        { "Known", 503, "session_moved" },
        { "Unknown", 503, "a_later_code" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Prompt_EachRefusal_HasItsCode(string result, int status, string code)
    {
        await using var server = await EdgeServer.StartAsync();
        server.Directory.OnPrompt = () => result switch
        {
            "NotFound" => new PromptResult.NotFound(),
            "KeyReused" => new PromptResult.KeyReused(),
            "QueueFull" => new PromptResult.QueueFull(16),
            "CannotInterject" => new PromptResult.CannotInterject(),
            "Known" => new PromptResult.Unavailable("session_moved", "It moves."),
            _ => new PromptResult.Unavailable("a_later_code", "It moves."),
        };
        var problem = (await server.PostAsync(Turns, """{"prompt":"a"}""")).AssertProblem(status, code);
        if (result == "QueueFull") Assert.Equal(("queued_turns_max", 16), (problem.GetProperty("limit").GetString(), problem.GetProperty("value").GetInt32()));
    }

    [Fact]
    public async Task Prompt_Replayed_SaysHowTheTaskStands()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Directory.OnPrompt = () => new PromptResult.Accepted(Sample.Turn, 2, 0, Replayed: true);
        server.Catalog.Ticket = Sample.Ticket(TurnState.Ended, StopReason.EndTurn, 9);
        var answer = await server.PostAsync(Turns, """{"prompt":"a"}""", ("Idempotency-Key", "k"));
        Assert.Equal((202, "true", "ended"), (answer.Status, answer.Headers["Idempotency-Replayed"], answer.Json.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Wait_TurnEnds_Returns200WithTheTask()
    {
        await using var server = await EdgeServer.StartAsync();
        var pending = server.PostAsync(Turns, """{"prompt":"a"}""", ("Prefer", "respond-async, wait=20"));
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(20));
        // Another turn's end is not this one's.
        server.Feed.Add(Sample.Ended(3, Sample.OtherTurn), Sample.Running(4));
        await Task.WhenAny(server.Feed.Drained.Task, server.Feed.Ended.Task).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(server.Feed.Ended.Task.IsCompleted);
        server.Catalog.Ticket = Sample.Ticket(TurnState.Ended, StopReason.EndTurn, 5);
        server.Feed.Add(Sample.Ended(5));
        var answer = await pending;
        Assert.Equal((200, "wait=20"), (answer.Status, answer.Headers["Preference-Applied"]));
        Assert.Equal("end_turn", answer.Json.GetProperty("stop_reason").GetString());
        Assert.Equal($"/v1/tasks/{Sample.Turn}", answer.Headers["Location"]);
        Assert.Equal(2, server.Feed.Reads[0].Cursor.Sequence);
        Assert.False(server.Feed.Reads[0].Options.Deltas);
        await server.Feed.Ended.Task;
        Assert.Equal(0, server.Slots.Taken);
    }

    [Fact]
    public async Task Wait_TimeIsUp_Returns202()
    {
        await using var server = await EdgeServer.StartAsync();
        var pending = server.PostAsync(Turns, """{"prompt":"a"}""", ("Prefer", "wait=7"));
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(7));
        server.Time.Advance(TimeSpan.FromSeconds(7));
        var answer = await pending;
        Assert.Equal((202, "wait=7"), (answer.Status, answer.Headers["Preference-Applied"]));
        Assert.Equal(0, server.Slots.Taken);
    }

    [Fact]
    public async Task Wait_ServerStops_Returns202()
    {
        await using var server = await EdgeServer.StartAsync();
        var pending = server.PostAsync(Turns, """{"prompt":"a"}""", ("Prefer", "wait=7"));
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(7));
        server.BeginStop();
        Assert.Equal(202, (await pending).Status);
    }

    [Fact]
    public async Task Wait_JournalFailsMeanwhile_Returns202_BecauseThePromptIsRecorded()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Feed.Instead = _ => throw new JournalUnreachableException("gone");
        var answer = await server.PostAsync(Turns, """{"prompt":"a"}""", ("Prefer", "wait=7"));
        Assert.Equal((202, "queued", Sample.Turn.Value), (answer.Status, answer.Json.GetProperty("state").GetString(), answer.Json.GetProperty("task").GetString()));
        Assert.Equal(0, server.Slots.Taken);
    }

    [Fact]
    public async Task Wait_NoSlotLeft_AnswersAtOnce()
    {
        await using var server = await EdgeServer.StartAsync(options => options.StreamsMax = 1);
        Assert.Null(server.Slots.Take(Sample.Key.Tenant));
        var answer = await server.PostAsync(Turns, """{"prompt":"a"}""", ("Prefer", "wait=7"));
        Assert.Equal(202, answer.Status);
        Assert.False(answer.Headers.ContainsKey("Preference-Applied"));
    }

    [Theory]
    [InlineData("wait=abc")]
    [InlineData("wait=-1")]
    [InlineData("respond-async")]
    public async Task Wait_Unreadable_IsIgnored(string prefer)
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.PostAsync(Turns, """{"prompt":"a"}""", ("Prefer", prefer));
        Assert.Equal(202, answer.Status);
        Assert.False(answer.Headers.ContainsKey("Preference-Applied"));
    }

    [Fact]
    public async Task Wait_MoreThan300_IsCut()
    {
        await using var server = await EdgeServer.StartAsync();
        var pending = server.PostAsync(Turns, """{"prompt":"a"}""", ("Prefer", "wait=9999"));
        await server.Time.ArmedAsync(TimeSpan.FromSeconds(300));
        server.Time.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal("wait=300", (await pending).Headers["Preference-Applied"]);
    }

    [Fact]
    public async Task Cancel_EachResult_HasItsAnswer()
    {
        await using var server = await EdgeServer.StartAsync();
        var answer = await server.PostAsync(Cancel, "{}");
        Assert.Equal((202, $$"""{"task":"{{Sample.Turn}}"}"""), (answer.Status, answer.Text));
        await server.PostAsync(Cancel, $$"""{"task":"{{Sample.OtherTurn}}"}""");
        Assert.Equal([null, Sample.OtherTurn], server.Directory.Cancels);
        server.Directory.OnCancel = () => new CancelResult.NothingToCancel();
        (await server.PostAsync(Cancel, "{}")).AssertProblem(409, "nothing_to_cancel");
        server.Directory.OnCancel = () => new CancelResult.NotFound();
        (await server.PostAsync(Cancel, "{}")).AssertProblem(404, "session_not_found");
        server.Directory.OnCancel = () => new CancelResult.Unavailable("session_moved", "x");
        (await server.PostAsync(Cancel, "{}")).AssertProblem(503, "session_moved");
    }

    [Fact]
    public async Task Cancel_BadRequests_AreRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.PostAsync(Cancel, """{"task":"x"}""")).AssertProblem(400, "id_invalid");
        (await server.PostAsync(Cancel, """{"turn":"x"}""")).AssertProblem(400, "body_invalid");
        (await server.SendAsync(HttpMethod.Post, Cancel)).AssertProblem(415, "content_type_refused");
        (await server.PostAsync("/v1/sessions/x/cancel", "{}")).AssertProblem(400, "id_invalid");
        Assert.Empty(server.Directory.Cancels);
    }
}
