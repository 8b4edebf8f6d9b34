using System.Text.Json.Nodes;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Silo.Cli.Output;
using Silo.Cli.Trees;
using Silo.Client.Streams;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli;

public sealed class TurnTreeTests
{
    [Fact]
    public void Tree_OfAWholeTurn_HasItsStepsAttemptsAndUsage() => Assert.Equal(
        $"""
        {Script.Turn} · end_turn · 0.0 s · 20 in · 9 out · $0.0012 · went on after a restart × 1
        > Make the test pass.
        ├─ scripted demo-1 · 0.0 s · 2 attempts · 10 in · 5 out
        │  └─ ● shell · 0.0 s · sh test.sh
        └─ scripted demo-1 · 0.0 s

        """,
        Text(Fold(Script.WholeTurn())));

    [Fact]
    public void Tree_OfHostileText_CommandsNoTerminal()
    {
        const string Hostile = "a\u001b[2J\n\u202eb";
        var s = new Script();
        s.Begin(Hostile);
        var t = s.Add(new ToolUseStarted { CallId = "c", Tool = Hostile, Effect = Effect.Pure, Key = "k", Attempt = 0 });
        s.Add(new ApprovalRequested { Approval = ApprovalId.Parse("apr_01k9z0000000000000000000cc", null), Reason = "policy", Title = Hostile, Choices = ["approve"] }, t);
        s.Add(new ApprovalResolved { Approval = ApprovalId.Parse("apr_01k9z0000000000000000000cc", null), Decision = "reject", By = Hostile }, t);
        s.Add(new ArtifactPublished { Name = Hostile, MediaType = Hostile, Content = new BlobRef(new string('a', 64), 1) }, t);
        s.Add(new ToolResultCompleted { CallId = "c", Tool = Hostile, Status = ToolStatus.Refused, Content = [], Error = new EventError("x", Hostile) }, t);
        s.Add(new TurnEnded { StopReason = StopReason.Failed, Error = new EventError("x", Hostile), Usage = Usage.None });
        var text = Text(Fold(s));
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.Contains("└─ ● a␛[2J␊\\u202eb · refused", text);
        Assert.Contains("   ├─ ? a␛[2J␊\\u202eb · reject", text);
        Assert.Contains("   └─ ↓ a␛[2J␊\\u202eb · 1 bytes", text);
    }

    [Fact]
    public void Tree_OfACallThatPublished_HasItsArtifactsWithHowToGetThem()
    {
        var s = new Script();
        s.Begin("Report.");
        var t = s.Add(new ToolUseStarted { CallId = "c", Tool = "publish_artifact", Effect = Effect.Idempotent, Key = "k", Attempt = 1 });
        var a = s.Add(new ArtifactPublished { Name = "report.csv", MediaType = "text/csv", Content = new BlobRef(new string('a', 64), 12345) }, t);
        s.Add(new ToolResultCompleted { CallId = "c", Tool = "publish_artifact", Status = ToolStatus.Ok, Content = [] }, t);
        var fold = Fold(s);
        Assert.EndsWith($"└─ ● publish_artifact · 0.0 s\n   └─ ↓ report.csv · 12,345 bytes · silo artifacts get {Script.Session} {a}\n", Text(fold));
        var json = (JsonObject)TurnJson.Of(fold.Turns.Single())["steps"]![0]!["steps"]![0]!;
        Assert.Equal((a, "artifact", "report.csv", "ok"), ((long)json["step"]!, (string?)json["kind"], (string?)json["name"], (string?)json["status"]));
    }

    [Fact]
    public void Tree_OfTheNewestTurn_IsThatWhichBeganLast()
    {
        var later = TurnId.Parse("trn_01k9z0000000000000000000dd");
        var s = Script.WholeTurn();
        s.Add(new TurnQueued { Prompt = [new TextBlock("more")], Position = 0 }, turn: later);
        Assert.Equal([Script.Turn], Fold(s, last: true).Turns.Select(t => t.Turn));
        s.Add(new TurnStarted(), turn: later);
        Assert.Equal([later], Fold(s, last: true).Turns.Select(t => t.Turn));
        Assert.Equal([Script.Turn, later], Fold(s).Turns.Select(t => t.Turn));
        Assert.Equal([Script.Turn], Fold(s, Script.Turn).Turns.Select(t => t.Turn));
    }

    [Fact]
    public void Tree_AsJson_NestsItsSteps()
    {
        var json = TurnJson.Of(Fold(Script.WholeTurn()).Turns.Single());
        Assert.Equal(("end_turn", 1, 2), ((string?)json["stop_reason"], (int?)json["resumed"], json["steps"]!.AsArray().Count));
        var call = (JsonObject)json["steps"]![0]!["steps"]![0]!;
        Assert.Equal(("tool", "shell", "ok"), ((string?)call["kind"], (string?)call["name"], (string?)call["status"]));
    }

    private static TurnFold Fold(Script script, TurnId? only = null, bool last = false)
    {
        var fold = new TurnFold(only, last);
        foreach (var item in script.Decode())
            if (item is StreamItem.Event e) fold.Take(e.Decoded);
        return fold;
    }

    private static string Text(TurnFold fold)
    {
        using var output = new StringWriter { NewLine = "\n" };
        foreach (var turn in fold.Turns) TurnText.Write(new Terminal(output, output, outputColours: false, errorColours: false), turn);
        return output.ToString();
    }
}
