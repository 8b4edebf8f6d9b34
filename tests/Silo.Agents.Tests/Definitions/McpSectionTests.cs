using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;
using Silo.Agents.Definitions;
using Xunit;

namespace Silo.Agents.Tests.Definitions;

public sealed class McpSectionTests
{
    private const string Head = "name: a\ndriver: d\nmcp:\n";

    [Fact]
    public void Mcp_ServerOfEachKind_IsReadWithItsDefaults()
    {
        var servers = Read(Head + """
              - name: files
                command: [mcp-server-filesystem, /workspace]
                env: {LEVEL: debug}
                deny: ["write_*"]
                timeout: 10s
              - name: tickets
                url: https://tickets.example/mcp
                headers: {Authorization: TICKETS_TOKEN}
                effect: idempotent
                revision: "2025-11-25"
            """, out var errors);

        Assert.Empty(errors);
        Assert.Equal(["files", "tickets"], servers.Select(s => s.Name));
        Assert.Equal(["mcp-server-filesystem", "/workspace"], servers[0].Command);
        Assert.Equal("debug", servers[0].Environment!["LEVEL"]);
        Assert.Equal(["write_*"], servers[0].Deny);
        Assert.Equal(TimeSpan.FromSeconds(10), servers[0].Timeout);
        Assert.Equal(TimeSpan.FromSeconds(30), servers[0].StartTimeout);
        Assert.Equal(4 << 20, servers[0].MessageBytesMax);
        Assert.Equal(256 << 10, servers[0].OutputBytesMax);
        Assert.False(servers[0].PrivateAddresses);
        Assert.Equal(new Uri("https://tickets.example/mcp"), servers[1].Url);
        Assert.Equal("TICKETS_TOKEN", servers[1].Headers!["Authorization"]);
        Assert.Equal(Effect.Idempotent, servers[1].Effect);
        Assert.Equal("2025-11-25", servers[1].Revision);
    }

    [Theory]
    [InlineData("  - {name: Files, command: [x]}", "is not a name")]
    [InlineData("  - {name: f}", "a server has either a command or a url")]
    [InlineData("  - {name: f, command: [x], url: 'https://h/'}", "a server has either a command or a url")]
    [InlineData("  - {command: [x]}", "name")]
    [InlineData("  - {name: f, command: []}", "expected a list of 1 to 64 texts")]
    [InlineData("  - {name: f, command: x}", "expected a list of 1 to 64 texts")]
    [InlineData("  - {name: f, url: 'ftp://h/'}", "is not an address")]
    [InlineData("  - {name: f, url: 'https://user:secret@h/'}", "is not an address")]
    [InlineData("  - {name: f, url: 'http://h/', headers: {Authorization: TOKEN}}", "go over https only")]
    [InlineData("  - {name: f, url: 'https://h/', headers: {Host: TOKEN}}", "belongs to the protocol")]
    [InlineData("  - {name: f, url: 'https://h/', headers: {'bad header': TOKEN}}", "is not the name of a header")]
    [InlineData("  - {name: f, command: [x], headers: {A: B}}", "belong to a server with a url")]
    [InlineData("  - {name: f, command: [x], private_addresses: true}", "belongs to a server with a url")]
    [InlineData("  - {name: f, url: 'https://h/', env: {A: b}}", "belongs to a server with a command")]
    [InlineData("  - {name: f, command: [x], env: {'1A': b}}", "is not the name of an environment variable")]
    [InlineData("  - {name: f, command: [x], effect: verify}", "is not possible for MCP tools")]
    [InlineData("  - {name: f, command: [x], revision: '1999-01-01'}", "is not known; allowed: 2024-11-05")]
    [InlineData("  - {name: f, command: [x], timeout: 1ms}", "out of range")]
    [InlineData("  - {name: f, command: [x], output_bytes_max: 1}", "out of range")]
    [InlineData("  - {name: f, command: [x], colour: red}", "colour")]
    [InlineData("  - just a text", "expected a mapping with the server's name")]
    [InlineData("  - {name: f, command: [x]}\n  - {name: f, command: [y]}", "is listed a second time")]
    public void Mcp_OneError_IsNamedWithItsPlace(string yaml, string expected)
    {
        Read(Head + yaml + "\n", out var errors);
        Assert.Contains(expected, Assert.Single(errors), StringComparison.Ordinal);
        Assert.StartsWith("a.yaml:", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Mcp_HeaderWithASecretInPlaceOfAVariable_IsRefusedWithoutShowingIt()
    {
        Read(Head + "  - {name: f, url: 'https://h/', headers: {Authorization: 'Bearer sk-very-secret'}}\n", out var errors);
        Assert.DoesNotContain("sk-very-secret", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Mcp_MoreServersThanMay_AreRefused()
    {
        Read(Head + string.Concat(Enumerable.Range(0, 17).Select(i => $"  - {{name: s{i}, command: [x]}}\n")), out var errors);
        Assert.Contains("17 entries; allowed: up to 16", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static IReadOnlyList<McpServerSettings> Read(string yaml, out List<string> errors)
    {
        var found = new SettingErrors("a.yaml");
        var (definition, _) = AgentFileParser.Parse(Encoding.UTF8.GetBytes(yaml), found);
        errors = [.. found.All.Select(e => e.ToString()!)];
        return definition?.Mcp ?? [];
    }
}
