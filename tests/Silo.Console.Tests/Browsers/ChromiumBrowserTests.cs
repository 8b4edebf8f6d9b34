using Silo.TestServers.Browsers;
using Xunit;

namespace Silo.Console.Tests.Browsers;

public sealed class ChromiumBrowserTests
{
    [Fact]
    public async Task Browser_ThatWasUsed_LeavesNoProcess()
    {
        IReadOnlyList<int> processes;
        await using (var chromium = await ChromiumBrowser.StartAsync())
        {
            var page = await chromium.Browser.NewPageAsync();
            await page.SetContentAsync("<p>hello</p>");
            Assert.Equal("hello", await page.EvaluateAsync<string>("document.querySelector('p').textContent"));
            processes = chromium.ProcessIds;
            Assert.NotEmpty(processes);
        }

        Assert.DoesNotContain(processes, id => Directory.Exists($"/proc/{id}"));
    }
}
