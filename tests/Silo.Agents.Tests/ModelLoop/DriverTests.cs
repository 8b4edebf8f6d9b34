using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Agents.ModelLoop;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

public sealed class DriverTests
{
    private static readonly SessionKey Session = new(TenantId.Default, default);

    private static async Task<string> OpenAsync(AgentDefinition agent, string? key)
    {
        using var driver = new ModelLoopDriver(_ => key, new ManualTime());
        try
        {
            await using var session = await driver.OpenAsync(Session, agent, TestContext.Current.CancellationToken);
            return "opened";
        }
        catch (AgentUnavailableException unavailable)
        {
            Assert.True(unavailable.Code != "model_key_missing" || unavailable.Message.Contains(Rig.KeyVariable, StringComparison.Ordinal));
            return unavailable.Code;
        }
    }

    [Theory]
    [InlineData(null, null, "model_key_missing")]
    [InlineData(null, " ", "model_key_missing")]
    [InlineData(null, "k", "opened")]
    [InlineData("https://models.example/v1", null, "model_key_missing")]
    [InlineData("http://127.0.0.1:9/v1", null, "opened")]
    [InlineData("http://localhost:9", null, "opened")]
    [InlineData("http://[::1]:9", null, "opened")]
    public async Task Open_WithoutKey_IsRefusedUnlessTheServerIsLocal(string? address, string? key, string expected)
    {
        foreach (var provider in Rig.Providers)
            Assert.Equal(expected, await OpenAsync(Rig.AgentOf(provider, address is null ? null : new Uri(address)), key));
    }

    [Fact]
    public async Task Open_WithAnInvalidModel_IsRefused() =>
        Assert.Equal("model_invalid", await OpenAsync(Rig.AgentOf("anthropic", address: null) with { Model = null }, "k"));

    [Fact]
    public void Capabilities_OfTheLoop_AreResumeAndInterject()
    {
        using var driver = new ModelLoopDriver(_ => null, new ManualTime());
        Assert.Equal(("model", DriverCapabilities.Resume | DriverCapabilities.Interject), (driver.Name, driver.Capabilities));
    }

    [Fact]
    public void Validate_WithManyErrors_NamesEachSettingAndItsRange()
    {
        using var driver = new ModelLoopDriver(_ => null, new ManualTime());
        var errors = driver.Validate(Rig.AgentOf("anthropic", address: null) with
        {
            Model = new ModelSettings
            {
                Provider = "azure",
                Name = "",
                BaseAddress = new Uri("ftp://x/"),
                OutputTokensMax = 0,
                ThinkingTokens = 5,
                Temperature = 3,
                StallTimeout = TimeSpan.FromMilliseconds(5),
                Prices = new ModelPrices(-1, 1),
            },
        });
        string[] settings = ["provider", "name", "base_address", "api_key_variable", "output_tokens_max", "thinking_tokens", "temperature", "stall_timeout", "prices"];
        foreach (var setting in settings) Assert.Contains(errors, e => e.StartsWith("model." + setting, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anthropic", null, 0.5, "model.temperature")]
    [InlineData("openai", 2048, null, "model.thinking_tokens")]
    public void Validate_WithWhatTheProviderDoesNotTake_SaysSo(string provider, int? thinking, double? temperature, string setting)
    {
        using var driver = new ModelLoopDriver(_ => null, new ManualTime());
        var agent = Rig.AgentOf(provider, address: null);
        Assert.Empty(driver.Validate(agent));
        var error = Assert.Single(driver.Validate(agent with { Model = agent.Model! with { ThinkingTokens = thinking, Temperature = temperature } }));
        Assert.StartsWith(setting, error, StringComparison.Ordinal);
    }
}
