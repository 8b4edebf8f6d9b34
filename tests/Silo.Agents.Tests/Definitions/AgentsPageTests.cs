using System.Text;
using Silo.Abstractions.Agents;
using Silo.Agents.Definitions;
using Silo.Agents.Scripted;
using Silo.Agents.Tests.Scripted;
using Xunit;

namespace Silo.Agents.Tests.Definitions;

public sealed class AgentsPageTests
{
    [Fact]
    public async Task Page_EveryExample_IsAnAgent()
    {
        using var folder = new TemporaryFolder();
        var blocks = (await File.ReadAllTextAsync(Repository.Path("docs/operating/agents.md"), TestContext.Current.CancellationToken))
            .Split("```yaml\n")
            .Skip(1)
            .Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]);
        foreach (var (index, block) in blocks.Index())
            folder.Write($"{index}.yaml", block);

        var catalog = await YamlAgentCatalog.LoadAsync(
            folder.Path, [new FakeDriver("model"), new ScriptedDriver(new ManualClock())], FakeTools.BuiltIn, TestContext.Current.CancellationToken);

        Assert.Equal(["coder", "stream", "tester"], catalog.List().Select(agent => agent.Name));
    }

    [Fact]
    public async Task Page_TheDefaultsItShows_AreTheDefaults()
    {
        var page = await File.ReadAllTextAsync(Repository.Path("docs/operating/agents.md"), TestContext.Current.CancellationToken);
        var example = page.Split("```yaml\n")[1].Split("```")[0];
        var (agent, _) = AgentFileParser.Parse(Encoding.UTF8.GetBytes(example), new SettingErrors("page"));

        Assert.Equal(new AgentLimits(), agent!.Limits);
        Assert.Equal(new SandboxSettings { CpusMax = 2, CpuTimeMax = TimeSpan.FromHours(1) }, agent.Sandbox);
        Assert.Equal(new ModelSettings { Provider = "", Name = "" }.StallTimeout, agent.Model!.StallTimeout);
        Assert.Equal(new AgentDefinition { Name = "", Version = "", Driver = "" }.KeepAlive, agent.KeepAlive);
    }
}
