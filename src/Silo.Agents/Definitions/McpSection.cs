using System.Text.RegularExpressions;
using Silo.Abstractions.Agents;

namespace Silo.Agents.Definitions;

/// <summary>Reads the section <c>mcp</c> of an agent file: a list of servers.</summary>
internal static partial class McpSection
{
    private const int ServersMax = 16;
    private const int EntriesMax = 64;
    private static readonly string[] Revisions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];

    // The protocol's own, and those that decide where a request goes or where it ends.
    private static readonly string[] HeadersRefused =
        ["accept", "connection", "content-length", "content-type", "host", "last-event-id", "mcp-protocol-version", "mcp-session-id", "transfer-encoding", "upgrade"];

    public static IReadOnlyList<McpServerSettings>? Read(SettingScope parent)
    {
        switch (parent.Node("mcp"))
        {
            case null or SettingScalar { IsNull: true }:
                return null;
            case SettingList { Items.Count: <= ServersMax } list:
                var servers = list.Items.Index().Select(i => Server(i.Item, $"mcp[{i.Index}]", parent.Errors)).OfType<McpServerSettings>().ToList();
                foreach (var twice in servers.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
                    parent.Refuse("mcp", $"the server '{twice.Key}' is listed a second time");
                return servers;
            case SettingList list:
                parent.Refuse("mcp", $"has {list.Items.Count} entries; allowed: up to {ServersMax}");
                return null;
            case var other:
                parent.Refuse("mcp", $"{SettingErrors.Show(other)} expected a list of servers");
                return null;
        }
    }

    private static McpServerSettings? Server(SettingNode item, string path, SettingErrors errors)
    {
        if (item is not SettingMap map)
        {
            errors.Add(item, path, $"{SettingErrors.Show(item)} expected a mapping with the server's name, and its command or url");
            return null;
        }

        var scope = new SettingScope(map, path, errors);
        var name = scope.Required("name", 24);
        if (name is not null && !NameForm.IsMatch(name)) scope.Refuse("name", $"{SettingErrors.Show(name)} is not a name; allowed: 1 to 24 characters of a-z 0-9 -");
        var url = Url(scope);
        var server = new McpServerSettings
        {
            Name = name ?? string.Empty,
            Command = Texts(scope, "command", 4096),
            Environment = Map(scope, "env", VariableForm, "the name of an environment variable", 8192),
            Url = url,
            Headers = Headers(scope, url),
            PrivateAddresses = scope.Boolean("private_addresses"),
            Revision = Revision(scope),
            Allow = Texts(scope, "allow", 128),
            Deny = Texts(scope, "deny", 128),
            Effect = ToolsSection.ToolEffect(scope),
            StartTimeout = scope.Duration("start_timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)) ?? TimeSpan.FromSeconds(30),
            Timeout = scope.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)) ?? TimeSpan.FromMinutes(2),
            MessageBytesMax = (int)(scope.Bytes("message_bytes_max", 64 << 10, 64 << 20) ?? 4 << 20),
            OutputBytesMax = (int)(scope.Bytes("output_bytes_max", 1 << 10, 16 << 20) ?? 256 << 10),
        };
        CheckKind(scope, server);
        scope.Close();
        return server;
    }

    private static void CheckKind(SettingScope scope, McpServerSettings server)
    {
        if (scope.Node("command") is null == scope.Node("url") is null) scope.Refuse("name", "a server has either a command or a url");
        if (server.Command is not null && scope.Node("headers") is not null) scope.Refuse("headers", "belong to a server with a url");
        if (server.Command is not null && server.PrivateAddresses) scope.Refuse("private_addresses", "belongs to a server with a url");
        if (server.Url is not null && scope.Node("env") is not null) scope.Refuse("env", "belongs to a server with a command");
        if (server.Effect is Abstractions.Tools.Effect.Verify or Abstractions.Tools.Effect.Compensated) scope.Refuse("effect", "is not possible for MCP tools; allowed: pure, idempotent, workspace, once");
    }

    private static Uri? Url(SettingScope scope)
    {
        if (scope.Text("url", 2048) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Fragment.Length == 0) return url;
        scope.Refuse("url", $"{SettingErrors.Show(text)} is not an address; allowed: an absolute http or https address without user and password");
        return null;
    }

    private static string? Revision(SettingScope scope)
    {
        var revision = scope.Text("revision", 32);
        if (revision is not null && !Revisions.Contains(revision))
            scope.Refuse("revision", $"{SettingErrors.Show(revision)} is not known; allowed: {string.Join(", ", Revisions)}");
        return revision;
    }

    private static Dictionary<string, string>? Headers(SettingScope scope, Uri? url)
    {
        var headers = Map(scope, "headers", HeaderForm, "the name of a header", 128);
        foreach (var (name, variable) in headers ?? [])
        {
            if (HeadersRefused.Contains(name.ToLowerInvariant())) scope.Refuse("headers", $"'{name}' belongs to the protocol");

            // The value may be the secret itself: not shown.
            if (!VariableForm.IsMatch(variable)) scope.Refuse("headers", $"'{name}' is not given the name of an environment variable; the value itself does not belong here");
        }

        if (headers is not null && url is { Scheme: "http", IsLoopback: false }) scope.Refuse("headers", "go over https only, or to this machine");
        return headers;
    }

    private static List<string>? Texts(SettingScope scope, string key, int lengthMax)
    {
        if (scope.Node(key) is null or SettingScalar { IsNull: true }) return null;
        if (scope.Node(key) is SettingList { Items.Count: > 0 and <= EntriesMax } list && list.Items.All(i => i is SettingScalar { IsNull: false } s && s.Text.Length <= lengthMax))
            return [.. list.Items.Select(i => ((SettingScalar)i).Text)];
        scope.Refuse(key, $"expected a list of 1 to {EntriesMax} texts, each up to {lengthMax} characters");
        return null;
    }

    private static Dictionary<string, string>? Map(SettingScope scope, string key, Regex keys, string form, int lengthMax)
    {
        if (scope.Node(key) is null or SettingScalar { IsNull: true }) return null;
        if (scope.Node(key) is not SettingMap { Entries.Count: <= EntriesMax } map || !map.Entries.Values.All(e => e.Value is SettingScalar s && s.Text.Length <= lengthMax))
        {
            scope.Refuse(key, $"expected a mapping of up to {EntriesMax} texts, each up to {lengthMax} characters");
            return null;
        }

        foreach (var name in map.Entries.Keys.Where(name => !keys.IsMatch(name))) scope.Refuse(key, $"{SettingErrors.Show(name)} is not {form}");
        return map.Entries.ToDictionary(e => e.Key, e => ((SettingScalar)e.Value.Value).Text, StringComparer.Ordinal);
    }

    [GeneratedRegex("^[a-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex NameForm { get; }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.None, 1000)]
    private static partial Regex VariableForm { get; }

    [GeneratedRegex("^[A-Za-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex HeaderForm { get; }
}
