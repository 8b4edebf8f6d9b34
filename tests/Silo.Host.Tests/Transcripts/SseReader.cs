using System.Net.Http.Headers;

namespace Silo.Host.Tests.Transcripts;

/// <summary>Server-sent events read line by line, by nothing but the standard: the last id of a whole event goes back as <c>Last-Event-ID</c>.</summary>
internal static class SseReader
{
    public static async Task ReadAsync(Uri server, string session, ReadItems take)
    {
        using var http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        string? last = null;
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
                if (last is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                answer.EnsureSuccessStatusCode();
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
                var (id, name, data) = (last, string.Empty, string.Empty);
                while (await lines.ReadLineAsync() is { } line)
                {
                    if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                    else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
                    else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
                    if (line.Length > 0 || data.Length == 0) continue;
                    if (name == "stream.closed") break;
                    take.Add(ReadItem.Of(id, name, data));
                    (last, data) = (id, string.Empty);
                    if (name == "turn.ended") return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // Cut, or the server is not there: come back.
                await Task.Yield();
            }
        }
    }
}
