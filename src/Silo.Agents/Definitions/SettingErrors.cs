namespace Silo.Agents.Definitions;

/// <summary>Collects what is wrong with one file, up to <see cref="AgentFileLimits.ErrorsMax"/>.</summary>
internal sealed class SettingErrors(string file)
{
    private const int ShownCharactersMax = 60;

    private readonly List<AgentFileError> _errors = [];

    public IReadOnlyList<AgentFileError> All => _errors;

    public bool Any => _errors.Count > 0;

    public bool Has(string setting) => _errors.Exists(error => error.Setting == setting);

    public void Add(int line, int column, string setting, string message)
    {
        if (_errors.Count < AgentFileLimits.ErrorsMax)
            _errors.Add(new AgentFileError(file, line, column, setting, message));
    }

    public void Add(SettingNode? node, string setting, string message) => Add(node?.Line ?? 0, node?.Column ?? 0, setting, message);

    /// <summary>A value as messages show it: quoted, short, on one line.</summary>
    public static string Show(SettingNode node) => node is SettingScalar scalar ? Show(scalar.Text) : node.Shape;

    public static string Show(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= ShownCharactersMax ? $"'{line}'" : $"'{line[..ShownCharactersMax]}…'";
    }
}
