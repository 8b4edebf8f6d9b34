using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Definitions;

/// <summary>The agents of a folder of YAML files, read once at start. The format stands in docs/operating/agents.md.</summary>
public sealed class YamlAgentCatalog : IAgentCatalog
{
    private readonly SortedList<string, AgentDefinition> _agents;

    private YamlAgentCatalog(SortedList<string, AgentDefinition> agents) => _agents = agents;

    /// <summary>Reads every <c>*.yaml</c> and <c>*.yml</c> file of a folder; names that begin with a dot are passed over.</summary>
    /// <param name="folder">The folder; its subfolders are not read. It may hold no agent at all.</param>
    /// <param name="drivers">The drivers that agents may name; each validates the definitions that name it.</param>
    /// <param name="tools">The tools that agents may name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="AgentFilesInvalidException">The folder is missing or files are wrong; lists every error of every file. Retry after mending.</exception>
    public static async Task<YamlAgentCatalog> LoadAsync(
        string folder, IEnumerable<IAgentDriver> drivers, IToolSource tools, CancellationToken cancellationToken)
    {
        var check = new DefinitionCheck([.. drivers], tools);
        var agents = new SortedList<string, AgentDefinition>(StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<AgentFileError>();
        foreach (var file in Files(folder, found))
        {
            var errors = new SettingErrors(file);
            var (definition, root) = await ReadAsync(file, errors, cancellationToken);
            if (definition is not null && root is not null)
            {
                check.Run(definition, root, errors);
                if (!files.TryAdd(definition.Name, file))
                    errors.Add(SettingPath.Locate(root, "name"), "name", $"'{definition.Name}' is already the agent of {files[definition.Name]}");
                else
                    agents.Add(definition.Name, definition);
            }

            found.AddRange(errors.All);
        }

        return found.Count == 0 ? new YamlAgentCatalog(agents) : throw new AgentFilesInvalidException(found);
    }

    /// <inheritdoc />
    public IReadOnlyList<AgentDefinition> List() => [.. _agents.Values];

    /// <inheritdoc />
    public AgentDefinition? Find(string name) => _agents.GetValueOrDefault(name);

    private static List<string> Files(string folder, List<AgentFileError> found)
    {
        if (!Directory.Exists(folder))
        {
            found.Add(new AgentFileError(folder, 0, 0, string.Empty, "the folder of agent files does not exist"));
            return [];
        }

        var files = Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" && !Path.GetFileName(file).StartsWith('.'))
            .Take(AgentFileLimits.FilesMax + 1)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (files.Count <= AgentFileLimits.FilesMax)
            return files;
        found.Add(new AgentFileError(folder, 0, 0, string.Empty, $"the folder holds more than {AgentFileLimits.FilesMax} agent files"));
        return [];
    }

    private static async Task<(AgentDefinition? Definition, SettingNode? Root)> ReadAsync(
        string file, SettingErrors errors, CancellationToken cancellationToken)
    {
        try
        {
            // One byte more than allowed tells a file that is too large, whatever its length claims to be.
            var bytes = new byte[AgentFileLimits.FileBytesMax + 1];
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return AgentFileParser.Parse(bytes.AsMemory(0, length), errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(null, string.Empty, $"cannot be read: {e.Message}");
            return (null, null);
        }
    }
}
