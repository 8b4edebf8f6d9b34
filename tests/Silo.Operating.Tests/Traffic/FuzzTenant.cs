using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Silo.Operating.Tests.Traffic;

/// <summary>A tenant with something of everything, and what is seen of it.</summary>
internal sealed class FuzzTenant : IDisposable
{
    /// <summary>A text that stands in all that the tenant has.</summary>
    public required string Marker { get; init; }

    public required string Key { get; init; }

    public required HttpClient Http { get; init; }

    /// <summary>A session that waits for a decision.</summary>
    public string Session { get; private set; } = string.Empty;

    /// <summary>A session that answers at once.</summary>
    public string Talking { get; private set; } = string.Empty;

    public string Task { get; private set; } = string.Empty;

    public string Approval { get; private set; } = string.Empty;

    /// <summary>The number of the session's artifact.</summary>
    public long Artifact { get; private set; }

    public string KeyId { get; private set; } = string.Empty;

    public static async Task<FuzzTenant> MakeAsync(Uri address, string key, string marker)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(120) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var tenant = new FuzzTenant { Marker = marker, Key = key, Http = http };
        tenant.Session = await tenant.PostAsync("/v1/sessions", $$"""{"agent":"offers","title":"{{marker}}"}""", "id");
        tenant.Talking = await tenant.PostAsync("/v1/sessions", $$"""{"agent":"talk","title":"{{marker}}"}""", "id");
        tenant.KeyId = await tenant.PostAsync("/v1/keys", $$"""{"name":"{{marker}}","role":"viewer"}""", "id");
        using var file = new ByteArrayContent(Encoding.ASCII.GetBytes(marker));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        (await http.PutAsync($"/v1/sessions/{tenant.Session}/files/a.txt", file)).EnsureSuccessStatusCode();
        tenant.Task = await tenant.PostAsync($"/v1/sessions/{tenant.Session}/turns", $$"""{"prompt":"{{marker}}"}""", "task");
        tenant.Approval = await tenant.ApprovalAsync().Within(120, "the session to ask");
        using var artifacts = JsonDocument.Parse(await http.GetStringAsync($"/v1/sessions/{tenant.Session}/artifacts"));
        tenant.Artifact = artifacts.RootElement.GetProperty("artifacts")[0].GetProperty("artifact").GetInt64();
        return tenant;
    }

    /// <summary>All that its key reads of it, down to the bytes.</summary>
    public async Task<string> LookAsync()
    {
        string[] paths =
        [
            $"/v1/sessions/{Session}", $"/v1/sessions/{Session}/events?limit=1000", $"/v1/sessions/{Session}/files/a.txt", $"/v1/sessions/{Session}/files/",
            $"/v1/sessions/{Session}/artifacts", $"/v1/sessions/{Session}/artifacts/{Artifact}", $"/v1/tasks/{Task}", $"/v1/approvals?session={Session}", "/v1/sessions?limit=200",
        ];
        var all = new StringBuilder();
        foreach (var path in paths)
        {
            using var answer = await Http.GetAsync(path);
            all.Append((int)answer.StatusCode).Append(' ').AppendLine(path).AppendLine(await answer.Content.ReadAsStringAsync());
        }

        return all.ToString();
    }

    public async Task<string> PostAsync(string path, string json, string member)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(path, body);
        answer.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty(member).GetString()!;
    }

    public void Dispose() => Http.Dispose();

    private async Task<string> ApprovalAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{Session}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line && line != "event: approval.requested")
        {
            // To where it waits.
        }

        using var list = JsonDocument.Parse(await Http.GetStringAsync($"/v1/approvals?session={Session}"));
        return list.RootElement.GetProperty("approvals")[0].GetProperty("id").GetString()!;
    }
}
