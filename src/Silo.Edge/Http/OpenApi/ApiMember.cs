using System.Text.Json.Nodes;

namespace Silo.Edge.Http.OpenApi;

/// <summary>What the document adds to what a body's type says of a member.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">What it holds.</param>
/// <param name="More">Bounds, a pattern, or a whole schema of its own when it has a <c>type</c> or <c>oneOf</c>; null for none.</param>
internal sealed record ApiMember(string Name, string Text, JsonObject? More = null)
{
    /// <summary>Of a request's member: whether it must be there. An answer's are always there but for those that say otherwise.</summary>
    public bool? Required { get; init; }
}
