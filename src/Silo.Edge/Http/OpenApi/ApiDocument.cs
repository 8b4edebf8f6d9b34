using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Silo.Edge.Auth;
using Silo.Edge.Http.OpenApi.Texts;
using Silo.Edge.Http.Problems;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.OpenApi;

/// <summary>Writes the OpenAPI 3.1 document from the route table, the rules of its routes, their texts, and the types of their bodies.</summary>
internal static class ApiDocument
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as UTF-8 JSON. The same routes give the same bytes.</summary>
    public static byte[] Write(EndpointDataSource endpoints)
    {
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["jsonSchemaDialect"] = "https://spec.openapis.org/oas/3.1/dialect/base",
            ["info"] = new JsonObject
            {
                ["title"] = "Silo",
                ["version"] = "1",
                ["summary"] = "Durable sessions of AI agents.",
                ["description"] = "What stands here in brief, docs/protocol/http.md says in full. Ids, cursors and page tokens are opaque. Times are RFC 3339 in UTC.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = Tags(),
            ["paths"] = Paths(endpoints),
            ["components"] = new JsonObject { ["schemas"] = Schemas(), ["securitySchemes"] = SecuritySchemes() },
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, Readable), (byte)'\n'];
    }

    /// <summary>The name of a route in the texts.</summary>
    public static string NameOf(string method, RouteEndpoint endpoint) => $"{method} {endpoint.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal)}";

    private static JsonArray Tags()
    {
        var tags = new JsonArray();
        foreach (var (name, text) in RouteTexts.Tags) tags.Add(new JsonObject { ["name"] = name, ["description"] = text });
        return tags;
    }

    private static JsonObject Paths(EndpointDataSource endpoints)
    {
        var rules = endpoints.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (Name: NameOf(method, endpoint), Rule: endpoint.Metadata.GetMetadata<RouteRule>())))
            .ToDictionary(route => route.Name, route => route.Rule, StringComparer.Ordinal);
        var paths = new JsonObject();
        foreach (var (name, text) in RouteTexts.All)
        {
            if (!rules.TryGetValue(name, out var rule)) continue;
            var space = name.IndexOf(' ', StringComparison.Ordinal);
            var path = name[(space + 1)..];
            if (paths[path] is not JsonObject methods) paths[path] = methods = [];
            methods[name[..space].ToLowerInvariant()] = Operation(text, rule);
        }

        return paths;
    }

    private static JsonObject Operation(RouteText text, RouteRule? rule)
    {
        var operation = new JsonObject
        {
            ["operationId"] = text.Id,
            ["tags"] = new JsonArray(text.Tag),
            ["summary"] = text.Summary,
            ["description"] = text.Description,
        };
        var open = rule?.Operation is null;
        if (!open) operation["x-silo-role"] = AccessRules.Needed(rule!.Operation!.Value).ToString().ToLowerInvariant();
        operation["security"] = Security(text, open);
        if (text.Parameters.Count > 0) operation["parameters"] = new JsonArray([.. text.Parameters.Select(Parameter)]);
        if (text.Body.Count > 0) operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Contents(text.Body) };
        operation["responses"] = Responses(text, open);
        return operation;
    }

    private static JsonArray Security(RouteText text, bool open)
    {
        if (open) return [];
        var security = new JsonArray(new JsonObject { ["key"] = new JsonArray() }, new JsonObject { ["cookie"] = new JsonArray() });
        if (text.Parameters.Any(parameter => parameter.Name == Authenticator.TokenParameter)) security.Add(new JsonObject { ["streamToken"] = new JsonArray() });
        return security;
    }

    private static JsonObject Parameter(ApiParameter parameter)
    {
        var written = new JsonObject { ["name"] = parameter.Name, ["in"] = parameter.In, ["description"] = parameter.Text };
        if (parameter.In == "path") written["required"] = true;
        written["schema"] = parameter.Schema.DeepClone();
        return written;
    }

    private static JsonObject Contents(IReadOnlyList<ApiContent> contents)
    {
        var written = new JsonObject();
        foreach (var content in contents)
        {
            var media = new JsonObject();
            if (content.Schema is { } schema) media["schema"] = schema.DeepClone();
            if (content.Example is { } example) media["example"] = example.DeepClone();
            written[content.Type] = media;
        }

        return written;
    }

    private static JsonObject Responses(RouteText text, bool open)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (var answer in text.Answers)
        {
            var response = new JsonObject { ["description"] = answer.Text };
            if (answer.Headers.Count > 0)
            {
                var headers = new JsonObject();
                foreach (var (name, says, schema) in answer.Headers) headers[name] = new JsonObject { ["description"] = says, ["schema"] = schema.DeepClone() };
                response["headers"] = headers;
            }

            if (answer.Contents.Count > 0) response["content"] = Contents(answer.Contents);
            responses.Add(answer.Status, response);
        }

        foreach (var status in text.Problems.Concat(open ? ProblemSets.Open : ProblemSets.Ruled).Distinct().GroupBy(code => code.Status))
            AddProblems(responses, status.Key, [.. status.OrderBy(code => code.Code, StringComparer.Ordinal)]);
        responses.Add(431, new JsonObject { ["description"] = "The headers are larger than the server takes. Without a body." });
        var written = new JsonObject();
        foreach (var (status, response) in responses) written[status.ToString(CultureInfo.InvariantCulture)] = response;
        return written;
    }

    private static void AddProblems(SortedDictionary<int, JsonObject> responses, int status, IReadOnlyList<ProblemCode> codes)
    {
        var media = new JsonObject
        {
            ["schema"] = new JsonObject
            {
                ["allOf"] = new JsonArray(ApiSchema.Ref("Problem"), new JsonObject { ["properties"] = new JsonObject { ["code"] = new JsonObject { ["enum"] = new JsonArray([.. codes.Select(code => (JsonNode)code.Code)]) } } }),
            },
        };
        if (responses.TryGetValue(status, out var existing))
        {
            existing["content"]!["application/problem+json"] = media;
            return;
        }

        var response = new JsonObject { ["description"] = string.Join(" ", codes.Select(code => $"`{code.Code}`: {code.Title}.")) };
        if (codes.Any(code => code.Retryable))
            response["headers"] = new JsonObject { ["Retry-After"] = new JsonObject { ["description"] = "Seconds until the same request may succeed.", ["schema"] = ApiSchema.Whole(1, int.MaxValue) } };
        response["content"] = new JsonObject { ["application/problem+json"] = media };
        responses.Add(status, response);
    }

    private static JsonObject Schemas()
    {
        var writer = new ModelSchema(ApiModels.All.ToDictionary(model => model.Type.Type, model => model.Name));
        var schemas = new JsonObject();
        foreach (var model in ApiModels.All.OrderBy(model => model.Name, StringComparer.Ordinal)) schemas[model.Name] = writer.Write(model);
        schemas["Event"] = EventModels.Event();
        schemas["EventPage"] = EventModels.Page();
        return schemas;
    }

    private static JsonObject SecuritySchemes() => new()
    {
        ["key"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["bearerFormat"] = "silo_…",
            ["description"] = "A key of one tenant with one role; `x-silo-role` of a route is the least that it takes. Where the server takes tokens of an OpenID provider, one may stand in its place. In development a request from the same machine needs none.",
        },
        ["cookie"] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "cookie",
            ["name"] = LoginCookie.PlainName,
            ["description"] = "The cookie of `POST /v1/login`, for pages of this server; over TLS its name begins with `__Host-`. Other pages' requests with it are refused.",
        },
        ["streamToken"] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "query",
            ["name"] = Authenticator.TokenParameter,
            ["description"] = "A stream token: it opens the events of one session for 60 seconds.",
        },
    };
}
