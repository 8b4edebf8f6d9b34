using System.Text;
using Microsoft.Playwright;
using Silo.Abstractions.Workspaces;
using Silo.Client.Sessions;
using Silo.Console.Tests.Support;
using Xunit;

namespace Silo.Console.Tests.Pages;

/// <summary>What an agent handed over can be seen, read and taken away.</summary>
public sealed class ArtifactTests(SharedBrowser browser)
{
    private const string Maker = """
        name: maker
        version: "1"
        driver: scripted
        tools: [write_file, publish_artifact]
        settings:
          replies:
            - calls:
                - tool: write_file
                  input: {path: "out/report.md", content: "# Result\n\n6\n"}
                - tool: write_file
                  input: {path: "page.html", content: "<script>window.ran.push(1)</script>"}
            - calls:
                - tool: publish_artifact
                  input: {path: "out/report.md", title: "What came out"}
            - calls:
                - tool: publish_artifact
                  input: {path: "page.html", media_type: "text/html"}
            - calls:
                - tool: publish_artifact
                  input: {path: "dot.png"}
            - calls:
                - tool: write_file
                  input: {path: "out/report.md", content: "later"}
            - text: "All is published."
        """;

    // One red dot.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

    [Fact]
    public async Task Artifacts_ThatWerePublished_AreShownListedAndTakenAwayAsTheyWere()
    {
        await using var host = await ConsoleHost.StartAsync([Maker]);
        var session = await host.Client.CreateSessionAsync(new CreateSessionOptions { Agent = "maker" });
        await session.Files.PutAsync(WorkspacePath.TryParse("dot.png", out var dot, out _) ? dot : default, new MemoryStream(Convert.FromBase64String(Png)));
        await using var person = await Person.ComeAsync(browser, host.Address);
        await person.OpenAsync(host.Address, $"/s/{session.Id}");
        await person.Page.Locator("#connection[data-state=live]").WaitForAsync();
        await person.PromptAsync("Publish.");
        await person.TurnEndsAsync();

        var artifacts = person.Log.Locator(".artifact");
        await Assertions.Expect(artifacts).ToHaveCountAsync(3);
        var report = artifacts.Filter(new LocatorFilterOptions { HasText = "report.md" });
        Assert.Contains("What came out · text/markdown · 12 B", await report.TextContentAsync(), StringComparison.Ordinal);
        await report.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Show" }).ClickAsync();
        await Assertions.Expect(report.Locator(".output")).ToHaveTextAsync("# Result\n\n6\n");

        // An image is one, and a page is a text.
        await report.ScrollIntoViewIfNeededAsync();
        await artifacts.Locator("img").ScrollIntoViewIfNeededAsync();
        await person.Page.WaitForFunctionAsync("document.querySelector('.artifact img').naturalWidth === 1");
        var page = artifacts.Filter(new LocatorFilterOptions { HasText = "page.html" });
        await page.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator(".output")).ToHaveTextAsync("<script>window.ran.push(1)</script>");
        await person.AssertCalmAsync();

        // As it was published, whatever became of the file.
        var download = await person.Page.RunAndWaitForDownloadAsync(() => report.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "Download" }).ClickAsync());
        Assert.Equal("report.md", download.SuggestedFilename);
        Assert.Equal("# Result\n\n6\n", await File.ReadAllTextAsync(await download.PathAsync(), Encoding.UTF8, TestContext.Current.CancellationToken));

        await person.Find(AriaRole.Button, "Files").ClickAsync();
        await Assertions.Expect(person.Page.Locator("#artifacts-list a")).ToHaveTextAsync(["dot.png", "page.html", "report.md"]);
        Assert.EndsWith($"/v1/sessions/{session.Id}/artifacts/{await NumberAsync(report)}", await person.Page.Locator("#artifacts-list a").Last.GetAttributeAsync("href"), StringComparison.Ordinal);
    }

    private static async Task<string> NumberAsync(ILocator artifact) => (await artifact.Locator("a").GetAttributeAsync("href"))!.Split('/')[^1];
}
