using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>What the model reads when the workspace refuses a path.</summary>
internal static class Refusals
{
    internal static ToolResult From(WorkspaceException refused) => ToolResult.Failed(refused.Code, refused.Message + Advice(refused.Code));

    private static string Advice(string code) => code switch
    {
        "file_not_found" => " Look with the tool list which files there are.",
        "not_a_directory" => " Give the path of a folder.",
        "not_a_file" => " Give the path of a regular file.",
        "permission_denied" => " Change them with the shell (`chmod`), if that is meant.",
        "path_outside" => " Only files of the workspace can be reached.",
        _ => string.Empty,
    };
}
