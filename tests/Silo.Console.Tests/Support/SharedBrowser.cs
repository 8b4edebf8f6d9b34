using Microsoft.Playwright;
using Silo.Console.Tests.Support;
using Silo.TestServers.Browsers;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedBrowser))]

namespace Silo.Console.Tests.Support;

/// <summary>One browser for the whole suite; each test is a person of its own in it.</summary>
public sealed class SharedBrowser : IAsyncLifetime
{
    public ChromiumBrowser Chromium { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Person.TimeoutMs);
        Chromium = await ChromiumBrowser.StartAsync();
    }

    public ValueTask DisposeAsync() => Chromium.DisposeAsync();
}
