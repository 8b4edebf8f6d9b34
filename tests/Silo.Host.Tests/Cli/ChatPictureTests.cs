using Silo.Abstractions.Workspaces;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Cli;

/// <summary>The picture of <c>silo chat</c> in the README is what the program shows.</summary>
public sealed class ChatPictureTests
{
    private const string WriteVariable = "SILO_TEST_WRITE_IMAGES";

    [Fact]
    public async Task Picture_OfTheChat_IsWhatItShows()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("coder");
        foreach (var name in new[] { "test.sh", "total.sh" })
        {
            await using var file = File.OpenRead(Path.Combine(Root(), "samples", "demo-project", name));
            Assert.True(WorkspacePath.TryParse(name, out var path, out var error), error);
            await session.Files.PutAsync(path, file);
        }

        await using var chat = PtyProcess.Start(host.Address, 92, 20, "chat", session.Id.Value);
        await chat.UntilAsync("/help");
        await chat.PressAsync("Make the test pass.\r");
        await chat.UntilAsync("y approves · n rejects\n>");
        await chat.PressAsync("y");
        await chat.UntilAsync("> y");
        var drawn = chat.Look(s => ScreenSvg.Draw(s, "silo chat"));

        var picture = Path.Combine(Root(), "docs", "images", "silo-chat.svg");
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") await File.WriteAllTextAsync(picture, drawn, TestContext.Current.CancellationToken);
        Assert.True(
            File.Exists(picture) && await File.ReadAllTextAsync(picture, TestContext.Current.CancellationToken) == drawn,
            $"'{picture}' is not what the program shows. Run this test with {WriteVariable}=1, and look at the picture. The screen:\n{chat.Text}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Silo.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"No Silo.sln above {AppContext.BaseDirectory}.");
    }
}
