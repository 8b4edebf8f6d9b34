using System.Text.RegularExpressions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Searches files for a regular expression, from outside of the sandbox.</summary>
internal sealed class GrepTool(TimeProvider time) : ITool
{
    private const int PatternBytesMax = 1_000;
    private const int MatchesMax = 1_000;
    private const int MatchesDefault = 100;
    private static readonly TimeSpan LineTimeout = TimeSpan.FromSeconds(1);

    public ToolDefinition Definition { get; } = new()
    {
        Name = "grep",
        Description = "Searches the text files of the workspace for a regular expression (.NET syntax without look-around and back-references), line by line. "
            + "Returns `path:line:text`. Follows no links.",
        InputSchema = Schema.Parse("""
            {"type":"object","additionalProperties":false,"required":["pattern"],"properties":{
              "pattern":{"type":"string","minLength":1,"maxLength":1000,"description":"The regular expression."},
              "path":{"type":"string","minLength":1,"maxLength":4096,"description":"The file or folder to search, relative to the workspace; all of it when left out."},
              "glob":{"type":"string","minLength":1,"maxLength":256,"description":"Only files whose name, or whose path when the pattern holds a '/', fits: *.cs, src/**/*.{ts,tsx}."},
              "ignore_case":{"type":"boolean","description":"Whether upper and lower case are the same; false when left out."},
              "limit":{"type":"integer","minimum":1,"maximum":1000,"description":"Most lines returned; 100 when left out."}}}
            """),
        Effect = Effect.Pure,
    };

    public async Task<ToolResult> RunAsync(ToolInvocation call, CancellationToken cancellationToken)
    {
        var input = new InputReader(call.Input, "pattern", "path", "glob", "ignore_case", "limit");
        var pattern = input.Text("pattern", PatternBytesMax);
        var path = input.Path("path", required: false);
        var globText = input.OptionalText("glob", Glob.LengthMax);
        var ignoreCase = input.Flag("ignore_case");
        var limit = input.Integer("limit", 1, MatchesMax, MatchesDefault);
        var glob = globText is null ? null : Glob.Parse(globText);
        if (globText is not null && glob is null) input.Refuse("'glob' has braces that do not fit; they cannot stand in each other.");
        var regex = Compile(pattern, ignoreCase, input);
        if (input.Refusal is { } refusal) return refusal;
        try
        {
            var workspace = await call.Resources.WorkspaceAsync(cancellationToken);
            return ToolResult.Ok(await new GrepSearch(workspace, regex!, glob, limit, time).RunAsync(path, cancellationToken));
        }
        catch (WorkspaceException e)
        {
            return Refusals.From(e);
        }
        catch (RegexMatchTimeoutException)
        {
            return ToolResult.Failed("search_timed_out", "The pattern took too long on one line. Use a simpler one.");
        }
    }

    private static Regex? Compile(string pattern, bool ignoreCase, InputReader input)
    {
        try
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            return new Regex(pattern, options, LineTimeout);
        }
        catch (ArgumentException e)
        {
            input.Refuse($"'pattern' is no regular expression: {e.Message}");
        }
        catch (NotSupportedException)
        {
            // Only what takes time linear in the text is run: a pattern of the model must not hold up the host.
            input.Refuse("'pattern' holds something that is not supported: look-around, a back-reference, or too many repetitions.");
        }

        return null;
    }
}
