namespace Silo.Cli.Commands;

/// <summary>Reads labels as a person types them.</summary>
internal static class Labels
{
    internal static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> texts)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new UsageException($"'{text}' is not a label: expected key:value.");
            labels[text[..colon]] = text[(colon + 1)..];
        }

        return labels;
    }
}
