using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Silo.Abstractions.Workspaces;

/// <summary>A path inside a workspace: relative, with <c>/</c>, without <c>..</c>; the default is the workspace itself.</summary>
/// <remarks>At most 4,096 bytes, 255 a name; no control characters. The kernel enforces the boundary again when it is opened.</remarks>
public readonly record struct WorkspacePath
{
    private readonly string? _value;

    private WorkspacePath(string value) => _value = value;

    /// <summary>The normalised text: no leading, trailing or double slash; <c>.</c> for the workspace itself.</summary>
    public string Value => _value ?? ".";

    /// <summary>Whether this is the workspace itself.</summary>
    public bool IsRoot => Value == ".";

    /// <summary>Reads a path.</summary>
    /// <param name="text">The text; hostile.</param>
    /// <param name="path">The path.</param>
    /// <param name="error">Why it was refused, in one sentence.</param>
    public static bool TryParse(string? text, out WorkspacePath path, [NotNullWhen(false)] out string? error)
    {
        path = default;
        error = Refuse(text);
        if (error is not null) return false;
        var names = text!.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(n => n != ".").ToArray();
        path = names.Length == 0 ? default : new WorkspacePath(string.Join('/', names));
        return true;
    }

    /// <summary>Tells whether two paths are the same.</summary>
    public bool Equals(WorkspacePath other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Value;

    private static string? Refuse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "A path is needed; '.' is the workspace itself.";
        if (text[0] == '/') return "The path must be relative to the workspace.";
        if (Encoding.UTF8.GetByteCount(text) > 4096) return "The path is longer than 4,096 bytes.";
        if (!IsPrintableUnicode(text)) return "The path holds a control character or is not valid Unicode.";
        foreach (var name in text.Split('/'))
        {
            if (name == "..") return "The path must not hold '..'.";
            if (Encoding.UTF8.GetByteCount(name) > 255) return "A name in the path is longer than 255 bytes.";
        }

        return null;
    }

    private static bool IsPrintableUnicode(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != OperationStatus.Done || Rune.IsControl(rune)) return false;
            rest = rest[consumed..];
        }

        return true;
    }
}
