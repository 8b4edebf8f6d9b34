using System.Collections.ObjectModel;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Sessions;

/// <summary>The bounds of what a caller may call a session.</summary>
internal static class SessionRules
{
    public const int TitleCharsMax = 256;
    public const int LabelsMax = 32;
    public const int LabelCharsMax = 128;

    /// <exception cref="ProblemException">The title is too long.</exception>
    public static string? Title(string? title) => title is null or { Length: <= TitleCharsMax }
        ? title
        : throw Refuse($"'title' may have {TitleCharsMax} characters.", "title_chars_max", TitleCharsMax);

    /// <exception cref="ProblemException">There are too many, or one is too long or cannot be filtered by.</exception>
    public static IReadOnlyDictionary<string, string> Labels(Dictionary<string, string?>? labels)
    {
        if (labels is null) return ReadOnlyDictionary<string, string>.Empty;
        if (labels.Count > LabelsMax) throw Refuse($"There may be {LabelsMax} labels.", "labels_max", LabelsMax);
        foreach (var (key, value) in labels)
        {
            if (value is null) throw new Problem(ProblemCodes.BodyInvalid, "A label in 'labels' has no value.").ToException();
            if (key.Length is 0 or > LabelCharsMax || value.Length > LabelCharsMax)
                throw Refuse($"A label's key and value may each have {LabelCharsMax} characters; a key has at least one.", "label_chars_max", LabelCharsMax);
            if (key.Contains(':') || key.Any(char.IsControl) || value.Any(char.IsControl))
                throw new Problem(ProblemCodes.BodyInvalid, "A label holds no control character, and its key no ':'.").ToException();
        }

        return labels!;
    }

    private static ProblemException Refuse(string detail, string limit, int value) =>
        new Problem(ProblemCodes.BodyInvalid, detail) { Limit = limit, Value = value }.ToException();
}
