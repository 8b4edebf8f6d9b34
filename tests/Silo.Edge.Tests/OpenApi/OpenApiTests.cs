using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Silo.Edge.Http.OpenApi;
using Silo.Edge.Http.OpenApi.Texts;
using Silo.Edge.Http.Problems;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.OpenApi;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_Served_IsTheOneThatIsCheckedIn()
    {
        await using var server = await EdgeServer.StartAsync(options => options.Development = false);
        var served = (await server.GetAsync("/openapi/v1.json")).Text;
        var file = Path.Combine(Repository(), "docs", "protocol", "openapi.json");
        if (Environment.GetEnvironmentVariable("SILO_WRITE_OPENAPI") == "1") await File.WriteAllTextAsync(file, served, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.True(await File.ReadAllTextAsync(file) == served, "docs/protocol/openapi.json is not what the server says of itself. Look at what changed, then run this test with SILO_WRITE_OPENAPI=1.");
    }

    [Fact]
    public async Task Routes_EachOfThem_IsDescribed()
    {
        await using var server = await EdgeServer.StartAsync();
        var described = RouteTexts.All.Select(text => text.Route).ToList();
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>() is null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => ApiDocument.NameOf(method, endpoint)))
            .Where(name => name != "GET /boom");
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_EveryPart_IsSaidInWords()
    {
        using var document = await DocumentAsync();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, operation) in Operations(document.RootElement))
        {
            Assert.True(ids.Add(operation.GetProperty("operationId").GetString()!), $"{name} has the id of another");
            foreach (var member in new[] { "summary", "description" }) Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty(member).GetString()), $"{name} has no {member}");
            if (operation.TryGetProperty("parameters", out var parameters))
                foreach (var parameter in parameters.EnumerateArray()) Assert.False(string.IsNullOrWhiteSpace(parameter.GetProperty("description").GetString()), $"{name}: {parameter}");
            foreach (var named in Named(name)) Assert.Contains(parameters.EnumerateArray(), parameter => parameter.GetProperty("in").GetString() == "path" && parameter.GetProperty("name").GetString() == named);
            foreach (var response in operation.GetProperty("responses").EnumerateObject()) Assert.False(string.IsNullOrWhiteSpace(response.Value.GetProperty("description").GetString()), $"{name} {response.Name}");
        }
    }

    [Fact]
    public async Task Document_EveryReference_LeadsSomewhereAndEveryModelIsUsed()
    {
        using var document = await DocumentAsync();
        var models = document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(model => "#/components/schemas/" + model.Name);
        var used = new HashSet<string>(StringComparer.Ordinal);
        Collect(document.RootElement, used);
        Assert.Equal(models.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_EveryExample_FitsItsSchema()
    {
        using var document = await DocumentAsync();
        var check = new SchemaCheck(document.RootElement);
        var seen = 0;
        foreach (var model in document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (!model.Value.TryGetProperty("examples", out var examples)) continue;
            foreach (var example in examples.EnumerateArray())
            {
                var errors = check.Errors(model.Value, example);
                Assert.True(errors.Count == 0, $"{model.Name}: {string.Join('\n', errors)}");
                seen++;
            }
        }

        Assert.True(seen > 20, $"Only {seen} examples.");
    }

    [Fact]
    public async Task Document_ProblemsOfARoute_AreThoseThatThereAreAndEachIsNamedSomewhere()
    {
        using var document = await DocumentAsync();
        var named = Operations(document.RootElement).SelectMany(one => one.Operation.GetProperty("responses").EnumerateObject()).SelectMany(response => Codes(response.Value).Select(code => (response.Name, code))).ToHashSet();
        foreach (var (status, code) in named) Assert.Equal(status, $"{ProblemCodes.Find(code)!.Status}");
        // No route can have these: there was none, or no request was read.
        var never = new[] { ProblemCodes.RouteNotFound, ProblemCodes.MethodNotAllowed, ProblemCodes.ConnectionsFull };
        Assert.Equal(ProblemCodes.All.Except(never).Select(code => code.Code).Order(StringComparer.Ordinal), named.Select(one => one.code).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Answers_ThatAreNotAsDescribed_AreFound()
    {
        using var document = await DocumentAsync();
        string[] Errors(int status, string? type, string? body) => [.. DescribedAnswers.Errors(document.RootElement, "GET", "/v1/agents", status, type, body)];
        const string agent = """{"name":"a","version":"1","description":null,"driver":"d","tools":[]}""";
        Assert.Empty(Errors(200, "application/json", $$"""{"agents":[{{agent}}]}"""));
        Assert.Single(Errors(200, "application/json", """{"agents":[{"name":"a","version":"1","description":null,"driver":"d"}]}"""));
        Assert.Single(Errors(200, "application/json", $$"""{"agents":[{{agent}}],"more":1}"""));
        Assert.Single(Errors(200, "text/plain", "x"));
        Assert.Single(Errors(200, type: null, body: null));
        Assert.Single(Errors(418, "application/json", "{}"));
        var problem = JsonSerializer.Serialize(new { type = "t", title = "t", status = 404, code = "session_not_found", detail = "d", retryable = false });
        Assert.Single(Errors(404, "application/problem+json", problem));
        Assert.Single(Errors(403, "application/problem+json", problem));
        Assert.Empty(Errors(403, "application/problem+json", problem.Replace("404", "403", StringComparison.Ordinal).Replace("session_not_found", "forbidden", StringComparison.Ordinal)));
    }

    private static async Task<JsonDocument> DocumentAsync()
    {
        await using var server = await EdgeServer.StartAsync();
        return JsonDocument.Parse((await server.GetAsync("/openapi/v1.json")).Text);
    }

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => ($"{method.Name} {path.Name}", method.Value)));

    private static IEnumerable<string> Named(string route) => route.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]);

    private static IEnumerable<string> Codes(JsonElement response)
    {
        if (!response.TryGetProperty("content", out var content) || !content.TryGetProperty("application/problem+json", out var problem)) return [];
        return problem.GetProperty("schema").GetProperty("allOf")[1].GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray().Select(code => code.GetString()!);
    }

    private static void Collect(JsonElement node, HashSet<string> references)
    {
        if (node.ValueKind == JsonValueKind.Array)
            foreach (var item in node.EnumerateArray()) Collect(item, references);
        if (node.ValueKind != JsonValueKind.Object) return;
        foreach (var member in node.EnumerateObject())
        {
            if (member.Name == "$ref") references.Add(member.Value.GetString()!);
            else Collect(member.Value, references);
        }
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Silo.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
