using System.Globalization;

namespace Silo.Agents.Definitions;

/// <summary>
/// Reads the settings of one mapping. Every reader returns the default, and collects an error, when the value is wrong, so that
/// one pass finds every error. <see cref="Close"/> refuses the keys that nobody read.
/// </summary>
internal sealed class SettingScope(SettingMap? map, string path, SettingErrors errors)
{
    private readonly List<string> _known = [];

    public SettingErrors Errors => errors;

    /// <summary>Whether the mapping was written at all.</summary>
    public bool Exists => map is not null;

    public string Path(string key) => SettingPath.Of(path, key);

    public SettingNode? Node(string key)
    {
        if (!_known.Contains(key))
            _known.Add(key);
        return map is not null && map.Entries.TryGetValue(key, out var entry) ? entry.Value : null;
    }

    public void Close()
    {
        foreach (var entry in map?.Entries.Values ?? [])
        {
            if (!_known.Contains(entry.Key.Text))
                errors.Add(entry.Key, Path(entry.Key.Text), $"is not a setting; allowed here: {string.Join(", ", _known)}");
        }
    }

    public SettingScope Scope(string key) => new(Node(key) switch
    {
        null => null,
        SettingMap inner => inner,
        SettingScalar { IsNull: true } => null,
        var other => Refuse<SettingMap>(other, key, "expected a mapping of settings"),
    }, Path(key), errors);

    public string? Text(string key, int lengthMax, bool lines = false)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        if (scalar.Boolean is not null)
            return Refuse<string>(scalar, key, "expected text; put it in quotes");
        if (scalar.Text.Length is 0 || scalar.Text.Length > lengthMax)
            return Refuse<string>(scalar, key, $"has {scalar.Text.Length} characters; allowed: 1 to {lengthMax}");
        return !lines && scalar.Text.AsSpan().ContainsAny('\n', '\r') ? Refuse<string>(scalar, key, "expected one line") : scalar.Text;
    }

    public string? Required(string key, int lengthMax)
    {
        var text = Text(key, lengthMax);
        if (text is null && !errors.Has(Path(key)))
            errors.Add(map, Path(key), "is missing");
        return text;
    }

    public int Integer(string key, int otherwise, int min, int max) => OptionalInteger(key, min, max) ?? otherwise;

    public int? OptionalInteger(string key, int min, int max)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        if (!scalar.Plain || !long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return RefuseValue<int>(scalar, key, $"expected a whole number; allowed: {min} to {max}");
        return value < min || value > max ? RefuseValue<int>(scalar, key, $"is out of range; allowed: {min} to {max}") : (int)value;
    }

    public decimal? Number(string key, decimal min, decimal max)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!scalar.Plain || !decimal.TryParse(scalar.Text, styles, CultureInfo.InvariantCulture, out var value))
            return RefuseValue<decimal>(scalar, key, $"expected a number; allowed: {min} to {max}");
        return value < min || value > max ? RefuseValue<decimal>(scalar, key, $"is out of range; allowed: {min} to {max}") : value;
    }

    public bool Boolean(string key)
    {
        if (Scalar(key) is not { } scalar)
            return false;
        return scalar.Boolean ?? RefuseValue<bool>(scalar, key, "expected true or false") ?? false;
    }

    public TimeSpan? Duration(string key, TimeSpan min, TimeSpan max, string? alsoAllowed = null)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        var allowed = $"allowed: {DurationText.Format(min)} to {DurationText.Format(max)}{alsoAllowed}";
        if (!DurationText.TryParse(scalar.Text, out var value))
            return RefuseValue<TimeSpan>(scalar, key, $"expected {DurationText.Form}; {allowed}");
        return value < min || value > max ? RefuseValue<TimeSpan>(scalar, key, $"is out of range; {allowed}") : value;
    }

    public long? Bytes(string key, long min, long max)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        var allowed = $"allowed: {ByteSizeText.Format(min)} to {ByteSizeText.Format(max)}";
        if (!ByteSizeText.TryParse(scalar.Text, out var value))
            return RefuseValue<long>(scalar, key, $"expected {ByteSizeText.Form}; {allowed}");
        return value < min || value > max ? RefuseValue<long>(scalar, key, $"is out of range; {allowed}") : value;
    }

    /// <summary>Adds an error at a key's value, or at the mapping when the key is not there.</summary>
    public void Refuse(string key, string message)
    {
        var node = map is not null && map.Entries.TryGetValue(key, out var entry) ? entry.Value : map;
        errors.Add(node, Path(key), message);
    }

    private SettingScalar? Scalar(string key) => Node(key) switch
    {
        SettingScalar { IsNull: false } scalar => scalar,
        null or SettingScalar => null,
        var other => Refuse<SettingScalar>(other, key, "expected a single value"),
    };

    private T? Refuse<T>(SettingNode node, string key, string message)
        where T : class
    {
        errors.Add(node, Path(key), $"{SettingErrors.Show(node)} {message}");
        return null;
    }

    private T? RefuseValue<T>(SettingNode node, string key, string message)
        where T : struct
    {
        errors.Add(node, Path(key), $"{SettingErrors.Show(node)} {message}");
        return null;
    }
}
