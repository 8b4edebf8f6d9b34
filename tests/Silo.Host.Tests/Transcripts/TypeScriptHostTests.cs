using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Host.Tests.Samples;
using Silo.Host.Tests.Support;
using Silo.TestServers.TypeScript;
using Xunit;

namespace Silo.Host.Tests.Transcripts;

/// <summary>The TypeScript client against a real host with keys: npm/every.mjs.</summary>
public sealed class TypeScriptHostTests
{
    [Fact]
    public async Task Client_EveryMethod_WorksAgainstARealHost()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), Sample.Agents(folder), settings => settings.Http.Development = false);
        var key = await host.Services.GetRequiredService<IKeyDirectory>().CreateAsync(new CreateKeyCommand(TenantId.Parse("acme"), Role.Operator, "ts", null, "test"), CancellationToken.None);
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "npm/every.mjs"), await TypeScriptClient.DistAsync(), host.Address.ToString(), key.Text])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var error = await process.StandardError.ReadToEndAsync().Within(180, "every method to be called");
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }
}
