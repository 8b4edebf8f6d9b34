using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Journal;
using Silo.Edge.Http.Problems;
using Silo.Edge.Tests.Fakes;
using Silo.Runtime.Access;

namespace Silo.Edge.Tests.Http;

public sealed partial class ProblemTests
{
    private static readonly string[] Parts = ["## What happened", "## Likely cause", "## What to do"];

    [Fact]
    public async Task Route_UnknownOrOtherMethod_IsAProblem()
    {
        await using var server = await EdgeServer.StartAsync();
        (await server.GetAsync("/nowhere")).AssertProblem(404, "route_not_found");
        (await server.GetAsync("/")).AssertProblem(404, "route_not_found");
        var answer = await server.SendAsync(HttpMethod.Put, "/v1/sessions", "{}");
        answer.AssertProblem(405, "method_not_allowed");
        Assert.Equal("GET,POST", answer.Headers["Allow"].Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handler_FailsUnexpectedly_Is500WithoutDetails()
    {
        await using var server = await EdgeServer.StartAsync();
        var problem = (await server.GetAsync("/boom")).AssertProblem(500, "internal");
        Assert.DoesNotContain("secret", problem.ToString());
    }

    [Fact]
    public async Task Bound_ThatRefuses_IsNoEntryOfTheLog_AndAFailureIs()
    {
        await using var server = await EdgeServer.StartAsync();
        var full = new Problem(ProblemCodes.StreamsFull, "7 streams are open already.").ToException();
        Assert.Equal((503, 0), await AnswerAsync(full));
        Assert.Equal((503, 0), await AnswerAsync(new KeyLookUpsFullException(7)));
        Assert.Equal((503, 1), await AnswerAsync(new JournalException("gone")));
        Assert.Equal((500, 1), await AnswerAsync(new InvalidOperationException("a bug")));

        async Task<(int Status, int Entries)> AnswerAsync(Exception exception)
        {
            var log = new CountingLog<ProblemMiddleware>();
            var context = new DefaultHttpContext { RequestServices = server.Services };
            await new ProblemMiddleware(_ => throw exception, log).InvokeAsync(context);
            return (context.Response.StatusCode, log.Entries);
        }
    }

    public static TheoryData<string, int, string> Failures => new()
    {
        { nameof(JournalFullException), 503, "journal_full" },
        { nameof(JournalReadOnlyException), 503, "journal_read_only" },
        { nameof(JournalBusyException), 503, "journal_busy" },
        { nameof(JournalCorruptException), 500, "journal_corrupt" },
        { nameof(JournalSchemaException), 500, "journal_schema" },
        { nameof(JournalException), 503, "journal_unavailable" },
        { nameof(IOException), 503, "storage_unavailable" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Journal_EachFailure_HasItsName(string type, int status, string code)
    {
        await using var server = await EdgeServer.StartAsync();
        const string message = "/secret/path is broken";
        server.Catalog.Failure = () => type switch
        {
            nameof(JournalFullException) => new JournalFullException(message),
            nameof(JournalReadOnlyException) => new JournalReadOnlyException(message),
            nameof(JournalBusyException) => new JournalBusyException(message),
            nameof(JournalCorruptException) => new JournalCorruptException(message),
            nameof(JournalSchemaException) => new JournalSchemaException(message),
            nameof(JournalException) => new JournalException(message),
            _ => new IOException(message),
        };
        var problem = (await server.GetAsync($"/v1/sessions/{Sample.Session}")).AssertProblem(status, code);
        Assert.DoesNotContain("secret", problem.ToString());
    }

    [Fact]
    public async Task Responses_AreNeverCachedOrSniffed()
    {
        await using var server = await EdgeServer.StartAsync();
        foreach (var path in new[] { "/v1/agents", "/nowhere", "/boom", $"/v1/sessions/{Sample.Other}" })
        {
            var answer = await server.GetAsync(path);
            Assert.Equal(("no-store", "nosniff"), (answer.Headers["Cache-Control"], answer.Headers["X-Content-Type-Options"]));
            Assert.False(answer.Headers.ContainsKey("Server"));
        }
    }

    [Fact]
    public void Codes_AndPages_AreTheSame()
    {
        var folder = Path.Combine(Repository(), "docs", "errors");
        var pages = Directory.GetFiles(folder, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Where(name => name != "README").Order(StringComparer.Ordinal);
        var codes = ProblemCodes.All.Select(code => code.Code).Concat(EventCodes.All.Select(code => code.Code));
        Assert.Equal(codes.Order(StringComparer.Ordinal), pages);
        var index = File.ReadAllText(Path.Combine(folder, "README.md"));
        foreach (var code in ProblemCodes.All)
        {
            Assert.Contains($"| [`{code.Code}`]({code.Code}.md) | {code.Status} | {(code.Retryable ? "yes" : "no")} |", index);
            var page = File.ReadAllText(Path.Combine(folder, code.Code + ".md"));
            Assert.StartsWith($"# {code.Code}\n\n**{code.Title}.** Status {code.Status}, ", page);
            Assert.Contains(code.Retryable ? "retryable" : "not retryable", page);
            foreach (var part in Parts) Assert.Contains(part, page);
        }

        foreach (var code in EventCodes.All)
        {
            Assert.Contains($"| [`{code.Code}`]({code.Code}.md) | {code.Title} |", index);
            var page = File.ReadAllText(Path.Combine(folder, code.Code + ".md"));
            Assert.StartsWith($"# {code.Code}\n\n**{code.Title}.** In events", page);
            foreach (var part in Parts) Assert.Contains(part, page);
        }
    }

    [Fact]
    public void Codes_ThatAnyLayerWrites_AreKnown()
    {
        var known = ProblemCodes.All.Select(code => code.Code).Concat(EventCodes.All.Select(code => code.Code)).ToHashSet(StringComparer.Ordinal);
        var folder = Path.Combine(Repository(), "src");
        var written = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => WrittenCode().Matches(File.ReadAllText(file)).Select(match => match.Groups["code"].Value))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("session_unreadable", written);
        Assert.Empty(written.Except(known));
    }

    // An error that is made with a literal code, in whichever way a layer makes them.
    [GeneratedRegex(@"(EventError|StepRunner\.Error|[Uu]navailable|(Sandbox|Workspace|ModelCall|(Agent|Tool)Unavailable)Exception)\(\s*""(?<code>[a-z]+(_[a-z]+)*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WrittenCode();

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Silo.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }

    /// <summary>What a body's reader throws when its connection goes, the request's token not being cancelled yet.</summary>
    public static TheoryData<Exception> Gone => [new TaskCanceledException("gone", new ConnectionAbortedException("the server is shutting down")), new TaskCanceledException("gone", new ConnectionResetException("reset")), new ConnectionResetException("reset")];

    [Theory]
    [MemberData(nameof(Gone))]
    public async Task Connection_CutWhileItsBodyIsRead_IsNoFailureOfTheServer(Exception thrown)
    {
        await using var server = await EdgeServer.StartAsync();
        var log = new CountingLog<ProblemMiddleware>();
        var context = new DefaultHttpContext { RequestServices = server.Services };
        await new ProblemMiddleware(_ => throw thrown, log).InvokeAsync(context);
        Assert.Equal((0, 200), (log.Entries, context.Response.StatusCode));
    }
}
