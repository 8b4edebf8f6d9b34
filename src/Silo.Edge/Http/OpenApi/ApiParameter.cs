using System.Text.Json.Nodes;

namespace Silo.Edge.Http.OpenApi;

/// <summary>A parameter of a route, as the document describes it.</summary>
/// <param name="In">Where it stands: <c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it says.</param>
/// <param name="Schema">Its values, with their bounds.</param>
internal sealed record ApiParameter(string In, string Name, string Text, JsonObject Schema)
{
    public static ApiParameter Path(string name, string text, JsonObject schema) => new("path", name, text, schema);

    public static ApiParameter Query(string name, string text, JsonObject schema) => new("query", name, text, schema);

    public static ApiParameter Header(string name, string text, JsonObject schema) => new("header", name, text, schema);
}
