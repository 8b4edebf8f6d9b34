using System.Net;
using System.Text.RegularExpressions;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

public sealed partial class ServedFilesTests
{
    [Fact]
    public async Task Files_OfThePage_ComeWithTheirPolicyAndTheirTagAndNoOthers()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow], "--Silo:Development=false");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var page = await http.GetStringAsync("/", TestContext.Current.CancellationToken);
        var paths = Source().Matches(page).Select(m => m.Groups["path"].Value).Append("/").Append("/s/ses_01kahm4v6n8xq2r7t5w9y3zbcd").ToList();
        foreach (var module in new[] { "api", "approval", "composer", "diff", "dom", "files", "fold", "form", "format", "input", "items", "login", "markdown", "sessions", "stream", "terminal", "toolview", "transcript" }) paths.Add($"/console/{module}.js");
        Assert.True(paths.Count >= 20, string.Join(' ', paths));
        foreach (var path in paths)
        {
            using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            foreach (var part in new[] { "default-src 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "require-trusted-types-for 'script'" }) Assert.Contains(part, policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(response.Headers.CacheControl!.NoCache);
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
            using var known = await http.SendAsync(again, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.NotModified, 0), (known.StatusCode, (await known.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length));
        }

        foreach (var path in new[] { "/console/", "/console/%2e%2e/index.html", "/console/none.js", "/index.html", "/s/a/b" })
        {
            using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        }

        // No script or style stands in the page itself, and nothing comes from elsewhere.
        Assert.DoesNotMatch("(?i)<script(?![^>]* src=)|<style|\\son[a-z]+=|\\sstyle=|https?://", page);
    }

    [Fact]
    public async Task Page_TurnedOff_IsAnsweredAtNoneOfItsAddressesAndTheApiIs()
    {
        await using var host = await ConsoleHost.StartAsync([AgentFiles.Slow], "--Silo:Console:Enabled=false");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var files = typeof(SiloConsole).Assembly.GetManifestResourceNames();
        Assert.True(files.Length >= 20, string.Join(' ', files));
        foreach (var path in files.Select(f => $"/console/{f}").Append("/").Append("/s/ses_01kahm4v6n8xq2r7t5w9y3zbcd"))
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
            {
                using var request = new HttpRequestMessage(method, path);
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal((path, HttpStatusCode.NotFound, "application/problem+json"), (path, response.StatusCode, response.Content.Headers.ContentType?.MediaType));
                if (method == HttpMethod.Get) Assert.Contains("\"code\":", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
        }

        Assert.Single(await host.Client.ListAgentsAsync(TestContext.Current.CancellationToken));
        // Pages that somebody else serves under this name log in by it.
        using var logout = await http.PostAsync("/v1/logout", content: null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
    }

    [GeneratedRegex("(src|href)=\"(?<path>/console/[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Source();
}
