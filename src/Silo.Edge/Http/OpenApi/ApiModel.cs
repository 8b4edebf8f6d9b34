using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Silo.Edge.Http.OpenApi;

/// <summary>A body as the document describes it: the members are those of the type that is read or written.</summary>
/// <param name="Name">Its name in the document.</param>
/// <param name="Type">The type.</param>
/// <param name="Text">What it is.</param>
/// <param name="Example">One, as JSON; null for what is only part of others.</param>
/// <param name="Members">What else is known of the members, each of them.</param>
internal sealed record ApiModel(string Name, JsonTypeInfo Type, string Text, string? Example, params IReadOnlyList<ApiMember> Members)
{
    /// <summary>Whether callers send it. Members that are unknown are then refused.</summary>
    public bool IsRequest { get; init; }

    public JsonNode? ExampleNode => Example is null ? null : JsonNode.Parse(Example);
}
