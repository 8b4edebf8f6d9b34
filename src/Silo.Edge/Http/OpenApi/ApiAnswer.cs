using System.Text.Json.Nodes;

namespace Silo.Edge.Http.OpenApi;

/// <summary>An answer that is no problem.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Text">What it says.</param>
/// <param name="Contents">The forms of its body; none for an empty one.</param>
internal sealed record ApiAnswer(int Status, string Text, params IReadOnlyList<ApiContent> Contents)
{
    /// <summary>The headers that it may have, each with what it says and its values.</summary>
    public IReadOnlyList<(string Name, string Text, JsonObject Schema)> Headers { get; init; } = [];
}
