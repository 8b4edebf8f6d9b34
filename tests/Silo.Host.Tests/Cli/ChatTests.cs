using System.Globalization;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Cli;

/// <summary><c>silo chat</c> on a terminal, with a real host.</summary>
public sealed class ChatTests
{
    private const string Escape = "\u001b";
    private const string Interrupt = "\u0003";
    private static readonly string Slow = string.Join(' ', Enumerable.Range(1, 60).Select(n => n.ToString("'w'00", CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Chat_TypedInto_StreamsInterjectsCancelsAndLeaves()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var chat = PtyProcess.Start(host.Address, 80, 24, "chat", "--agent", "chatty");
        await chat.UntilAsync("/help");
        await chat.PressAsync("hellp" + "\u007f" + "o\r");
        await chat.UntilAsync("> hello\n");
        await chat.UntilAsync("Hello from the agent, Grüße an alle 🌍.\nend_turn");

        await chat.PressAsync("slowly\r");
        await chat.UntilAsync("w05");
        Assert.Contains("● working", chat.Text, StringComparison.Ordinal);
        await chat.PressAsync("and this\r");
        await chat.UntilAsync("You said: and this");
        await chat.UntilAsync("2 turns to have ended", s => CountOf(s.Text, "end_turn ·") == 2);
        Assert.Equal(Slow, Words(chat.Text));

        await chat.PressAsync("slowly\r");
        await chat.UntilAsync("a third turn", s => CountOf(s.Text, "w05") == 2);
        await chat.PressAsync(Escape);
        await chat.UntilAsync("cancelled ·");
        await chat.PressAsync("hello\r");
        await chat.UntilAsync("3 turns to have ended", s => CountOf(s.Text, "end_turn ·") == 3);

        await chat.PressAsync("not sent" + Interrupt);
        await chat.UntilAsync("Ctrl-C again leaves");
        await chat.PressAsync(Interrupt);
        Assert.Equal(0, await chat.ExitAsync());
        Assert.Contains("Come back: silo chat ses_", chat.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("not sent", chat.Text, StringComparison.Ordinal);
        Assert.Equal((true, true, false, false, false), chat.Look(s => (s.Has("?7"), s.Has("?25"), s.Has("?1"), s.Has("?2004"), s.Has("?2026"))));
    }

    [Fact]
    public async Task Chat_AgentAsks_IsAnsweredInline()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var chat = PtyProcess.Start(host.Address, 80, 24, "chat", "--agent", "chatty");
        await chat.UntilAsync("/help");
        await chat.PressAsync("look\r");
        await chat.UntilAsync("y approves · n rejects\n>");
        await chat.PressAsync("n\r");
        await chat.UntilAsync("✗ refused");
        await chat.UntilAsync("Thank you for deciding.\nend_turn");

        await chat.PressAsync("look\r");
        await chat.UntilAsync("a second question", s => CountOf(s.Text, "y approves · n rejects\n>") == 1 && CountOf(s.Text, "● list") == 2);
        await chat.PressAsync("y\r");
        await chat.UntilAsync("2 turns to have ended", s => CountOf(s.Text, "Thank you for deciding.\nend_turn") == 2);
        Assert.Equal(1, CountOf(chat.Text, "✗ refused"));
    }

    [Fact]
    public async Task Chat_HostKilledInMidMessage_GoesOnWhenItIsBack()
    {
        using var folder = new TestFolder();
        var address = string.Create(CultureInfo.InvariantCulture, $"--Silo:Address=http://127.0.0.1:{FreePort.Take()}");
        await using var first = HostProgram.Serve(folder.At("data"), agents: null, address);
        await using var chat = PtyProcess.Start(await first.ListeningAsync(), 80, 24, "chat", "--agent", "chatty");
        await chat.UntilAsync("/help");
        await chat.PressAsync("slowly\r");
        await chat.UntilAsync("w05");
        await first.KillAsync();
        await chat.UntilAsync("the server is gone");

        await using var second = HostProgram.Serve(folder.At("data"), agents: null, address);
        await second.ListeningAsync();
        await chat.UntilAsync("… the message begins again");
        await chat.UntilAsync("end_turn ·");
        var again = chat.Text[chat.Text.IndexOf("begins again", StringComparison.Ordinal)..];
        Assert.Equal(Slow, Words(again));
        await chat.PressAsync("hello\r");
        await chat.UntilAsync("2 turns to have ended", s => CountOf(s.Text, "end_turn ·") == 2);
    }

    [Fact]
    public async Task Chat_HostileText_ReachesTheTerminalVisibleOnly()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        await using var chat = PtyProcess.Start(host.Address, 80, 24, "chat", "--agent", "chatty");
        await chat.UntilAsync("/help");

        // A paste, too: its line end does not send, and what is in it does not reach the terminal. The screen refuses whatever it does not know.
        await chat.PressAsync($"{Escape}[200~hostile {Escape}]0;x\u0007\rtext{Escape}[201~");
        await chat.UntilAsync("> hostile ␛]0;x␇↵text");
        await chat.PressAsync("\r");
        await chat.UntilAsync("before ␛]0;pwned␇␛[2J␛[31m\\u202e after\nend_turn");
        await chat.PressAsync("\u0004");
        Assert.Equal(0, await chat.ExitAsync());
    }

    [Fact]
    public async Task Chat_ComingBack_ShowsWhatWasSaid()
    {
        using var folder = new TestFolder();
        await using var host = await LiveHost.StartAsync(folder.At("data"), LiveHost.TestAgents);
        var session = await host.Client.CreateAsync("chatty");
        await (await session.PromptAsync("slowly")).WaitAsync().Within(60, "the turn to end");
        await using var chat = PtyProcess.Start(host.Address, 40, 10, "chat", session.Id.Value);
        await chat.UntilAsync("end_turn ·");
        Assert.Equal(Slow, Words(chat.Text));
        await chat.PressAsync("/quit\r");
        Assert.Equal(0, await chat.ExitAsync());
    }

    private static string Words(string text) => string.Join(' ', text.Split([' ', '\n']).Where(w => w is ['w', >= '0' and <= '9', >= '0' and <= '9']));

    private static int CountOf(string text, string part) => text.Split(part).Length - 1;
}
