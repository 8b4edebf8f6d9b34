using System.Net;
using System.Text;
using System.Text.Json;
using Silo.Operating.Tests.Support;

namespace Silo.Operating.Tests.Stops;

/// <summary>SIGTERM while a tool runs, a reader reads and a caller waits.</summary>
public sealed class StopTests
{
    // Longer than any test: only its end ends it.
    private const string Seconds = "87654";

    [Fact]
    public async Task Stop_WhileAToolRuns_TellsEverybodyParksTheTurnAndTheNextStartGoesOn()
    {
        using var folder = new TestFolder();
        string[] settings = ["--Silo:Development=true", "--Silo:Runtime:StopTimeout=00:00:05"];
        var (first, before) = await HostProcess.ServeAsync(folder.At("data"), settings);
        await using var owned = first;
        using var http = new HttpClient { BaseAddress = before, Timeout = TimeSpan.FromSeconds(300) };
        using var made = await PostAsync(http, "/v1/sessions", """{"agent":"sleeper"}""");
        var session = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        using var stream = await StreamAsync(http, session!);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        http.DefaultRequestHeaders.Add("Prefer", "wait=300");
        var waiting = PostAsync(http, $"/v1/sessions/{session}/turns", $$"""{"prompt":"{{Seconds}}"}""");
        await WhenAsleepAsync(lines);

        first.Terminate();
        using var answer = await waiting.Within(120, "the answer to who waits");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.EndsWith("event: stream.closed\ndata: {\"reason\":\"shutdown\"}\n\n", await lines.ReadToEndAsync().Within(120, "the end of the stream"), StringComparison.Ordinal);
        Assert.Equal(0, await first.ExitAsync());

        var (second, after) = await HostProcess.ServeAsync(folder.At("data"), settings);
        await using var alsoOwned = second;
        using var again = new HttpClient { BaseAddress = after };
        var seen = await TurnAsync(again, session!).Within(120, "the turn to end after the restart");
        Assert.True(seen.Contains("\"status\":\"interrupted\"", StringComparison.Ordinal), seen);
        Assert.True(seen.Contains("\"stop_reason\":\"end_turn\"", StringComparison.Ordinal), seen);
    }

    // Only what the command writes says that it runs: the text of the command stands in the definition and in the message of the model as well, which come earlier.
    private static async Task WhenAsleepAsync(StreamReader lines)
    {
        string line;
        do line = await lines.ReadLineAsync().Within(120, "the command to say that it runs") ?? throw new InvalidOperationException("The stream ended before the command ran.");
        while (!line.Contains("\"kind\":\"tool_result.delta\"", StringComparison.Ordinal));
    }

    // A server may end a stream, and its reader comes back: from the start here, which is where all of it stands.
    private static async Task<string> TurnAsync(HttpClient http, string session)
    {
        var seen = string.Empty;
        for (var times = 0; times < 20 && !seen.Contains("\nevent: turn.ended\n", StringComparison.Ordinal); times++)
        {
            using var rest = await StreamAsync(http, session);
            using var more = new StreamReader(await rest.Content.ReadAsStreamAsync());
            var text = new StringBuilder();
            while (await more.ReadLineAsync() is { } line)
            {
                text.Append(line).Append('\n');
                if (line.StartsWith("data: ", StringComparison.Ordinal) && text.ToString().Contains("\nevent: turn.ended\n", StringComparison.Ordinal)) break;
            }

            seen = text.ToString();
        }

        return seen;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string json) => http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    private static Task<HttpResponseMessage> StreamAsync(HttpClient http, string session)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
