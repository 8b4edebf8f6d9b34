using System.Text.Json;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;

namespace Silo.Host.Tests.Support;

/// <summary>A turn of thought, text, a tool call and text again, of which the model says a token only when it is released: so a reader can leave in the middle of an open message, at each of its tokens.</summary>
internal static class GatedTurn
{
    /// <summary>Starts a model server that says this turn.</summary>
    public static Task<FakeModelServer> StartAsync() => FakeModelServer.StartAsync(new FakeScript
    {
        Conversations =
        [
            new FakeConversation
            {
                Replies =
                [
                    new FakeReply
                    {
                        Gated = true,
                        Thinking = "Ich überlege, was zu tun ist.",
                        Text = "Grüße 🌍, ich schreibe eine Datei.",
                        Tools = [new FakeToolCall { Name = "write_file", Input = JsonElement.Parse("""{"path":"a.txt","content":"äöü 🌍"}""") }],
                    },
                    new FakeReply { Gated = true, Text = "Die Datei ist da: äöü €." },
                ],
            },
        ],
    });
}
