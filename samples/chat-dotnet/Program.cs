// A chat with an agent on the console: dotnet run --project samples/chat-dotnet -- [agent]
// SILO_SERVER names the server (default http://127.0.0.1:8600), SILO_API_KEY holds the key.
using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Client;
using Silo.Client.Approvals;
using Silo.Client.Errors;
using Silo.Client.Sessions;
using Silo.Client.Streams;

using var silo = new SiloClient(new SiloClientOptions
{
    Server = new Uri(Environment.GetEnvironmentVariable("SILO_SERVER") ?? "http://127.0.0.1:8600"),
    ApiKey = Environment.GetEnvironmentVariable("SILO_API_KEY"),
    Time = TimeProvider.System,
    Random = new SecureRandomSource(),
});
var session = await silo.CreateSessionAsync(new CreateSessionOptions { Agent = args.FirstOrDefault() ?? "demo" });
Console.WriteLine($"{session.Id}; an empty line ends.");
while (Ask("> ") is { Length: > 0 } prompt)
{
    var task = await session.PromptAsync(prompt);
    var shown = 0L;
    // From the cursor that came with the task, so that nothing is missed; through cuts and restarts of the server.
    await foreach (var item in session.ReadAsync(task.After))
    {
        if (item is StreamItem.Delta { Piece: { Kind: DeltaKind.Message } piece }) Console.Write(Printable(Encoding.UTF8.GetString(piece.Utf8.Span)));
        if (item is StreamItem.Delta { Piece.From.Step: var step }) shown = step;
        if (item is not StreamItem.Event { Decoded: var e }) continue;
        if (e.Data is MessageCompleted whole && e.Step != shown) Console.Write(Printable(string.Concat(whole.Blocks.OfType<TextBlock>().Select(b => b.Text))));
        if (e.Data is MessageReset) Console.WriteLine("\n(It begins again.)");
        if (e.Data is ToolUseStarted tool) Console.WriteLine($"\n[{Printable(tool.Tool)}]");
        if (e.Data is ApprovalRequested asked)
            // Decided elsewhere meanwhile, or the turn is over: what holds is told by the stream.
            try { await silo.DecideApprovalAsync(asked.Approval, new DecideApprovalOptions { Decision = Ask($"\n{Printable(asked.Title)} [y/N] ") == "y" ? "approve" : "reject" }); }
            catch (SiloApiException refused) { Console.WriteLine($"({Printable(refused.Message)})"); }
        if (e.Data is not TurnEnded ended || e.Turn != task.Id) continue;
        Console.WriteLine($"\n({ended.StopReason}, {ended.Usage.OutputTokens} tokens)");
        break;
    }
}

static string? Ask(string text) { Console.Write(text); return Console.ReadLine(); }

// What a model writes must not command the terminal.
static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) && c != '\n' ? '?' : c)]);
