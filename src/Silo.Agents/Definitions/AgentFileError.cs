namespace Silo.Agents.Definitions;

/// <summary>One thing that is wrong with an agent file.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">The line, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">The column, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Setting">The setting, such as <c>limits.turn_steps_max</c>; empty when the file as a whole is meant.</param>
/// <param name="Message">The setting's value, what is wrong with it and what is allowed.</param>
public sealed record AgentFileError(string File, int Line, int Column, string Setting, string Message)
{
    /// <summary>The error as compilers write theirs: <c>file:line:column: setting: message</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        return Setting.Length > 0 ? $"{place}: {Setting}: {Message}" : $"{place}: {Message}";
    }
}
