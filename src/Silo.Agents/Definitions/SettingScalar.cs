namespace Silo.Agents.Definitions;

/// <summary>A single value.</summary>
/// <param name="Text">Its text, quotes and folding resolved.</param>
/// <param name="Plain">Whether it was written without quotes, so that it may also be a number, a boolean or nothing.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal sealed record SettingScalar(string Text, bool Plain, int Line, int Column) : SettingNode(Line, Column)
{
    public override string Shape => "a single value";

    /// <summary>YAML 1.2's core schema: an empty plain value, <c>~</c> and <c>null</c>.</summary>
    public bool IsNull => Plain && (Text is "" or "~" or "null" or "Null" or "NULL");

    /// <summary>YAML 1.2's core schema: <c>yes</c> and <c>no</c> are text.</summary>
    public bool? Boolean => !Plain ? null : Text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };
}
