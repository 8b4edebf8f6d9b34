using Silo.Abstractions.Events;

namespace Silo.Abstractions.Tools;

/// <summary>The tools of one server at one moment.</summary>
/// <param name="Server">The server's name in the agent's definition.</param>
/// <param name="Tools">Its tools; each name is <c>server__tool</c>. None when it is broken.</param>
/// <param name="Error">Why it has none, or fewer than it offered; null when all is well.</param>
public sealed record ToolListing(string Server, IReadOnlyList<ITool> Tools, EventError? Error = null);
