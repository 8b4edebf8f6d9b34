using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Abstractions.Workspaces;
using Silo.Agents.Mcp;
using Silo.Runtime.Workspaces;

namespace Silo.Mcp.Tests.Support;

/// <summary>A live session as MCP sees it: servers, files, a sandbox, a person.</summary>
internal sealed class Rig : ISessionResources, IToolOutput, IToolArtifacts, IToolQuestions, IRandomSource, IAsyncDisposable
{
    private static readonly SessionKey Key = new(TenantId.Default, SessionId.Create(DateTimeOffset.UnixEpoch, new byte[10]));
    private readonly DirectoryInfo _base = Directory.CreateTempSubdirectory("silo-mcp-");
    private readonly StringBuilder _streamed = new();
    private readonly LocalWorkspaceStore _store;
    private readonly ISessionTools _tools;
    private readonly AgentDefinition _agent;
    private int _steps;

    public Rig(McpServerSettings settings, Func<SessionKey, string, Task<ISandbox>> sandbox, TimeProvider? time = null, Func<string, string?>? environment = null)
    {
        Sandbox = sandbox;
        _store = new LocalWorkspaceStore(_base.FullName, this);
        _agent = new AgentDefinition { Name = "a", Version = "1", Driver = "scripted", Mcp = [settings] };
        var source = new McpToolSource(environment ?? (_ => null), time ?? TimeProvider.System, NoProbe.Instance, NullLogger<McpToolSource>.Instance);
        _tools = source.Open(Key, _agent, this)!;
    }

    public Rig(McpServerSettings settings, ISandbox sandbox, TimeProvider? time = null)
        : this(settings, (_, _) => Task.FromResult(sandbox), time)
    {
    }

    /// <summary>What the person says to each question.</summary>
    public Func<ApprovalRequest, Task<ApprovalOutcome>> Person { get; set; } = _ => throw new InvalidOperationException("Nobody was to be asked.");

    public List<string> Asked { get; } = [];

    public string Streamed
    {
        get
        {
            lock (_streamed) return _streamed.ToString();
        }
    }

    private Func<SessionKey, string, Task<ISandbox>> Sandbox { get; }

    public static McpServerSettings Program(params string[] command) => new() { Name = "srv", Command = command };

    public async Task<ToolListing> ListAsync() => (await _tools.ListAsync(CancellationToken.None))[0];

    public async Task<ToolResult> CallAsync(string tool, string input = "{}", string? key = null, CancellationToken cancellationToken = default)
    {
        var listing = await ListAsync();
        var found = listing.Tools.SingleOrDefault(t => t.Definition.Name == "srv__" + tool)
            ?? throw new InvalidOperationException($"No tool '{tool}' in: {string.Join(' ', listing.Tools.Select(t => t.Definition.Name))} {listing.Error}");
        return await CallAsync(found, input, key, cancellationToken);
    }

    public Task<ToolResult> CallAsync(ITool tool, string input = "{}", string? key = null, CancellationToken cancellationToken = default)
    {
        var step = Interlocked.Increment(ref _steps);
        return tool.RunAsync(
            new ToolInvocation
            {
                Session = Key,
                Turn = TurnId.Create(DateTimeOffset.UnixEpoch, new byte[10]),
                Agent = _agent,
                Step = step,
                Key = key ?? $"{Key.Session}/{step}",
                Epoch = 7,
                Attempt = 1,
                Input = JsonDocument.Parse(input).RootElement,
                Resources = this,
                Output = this,
                Artifacts = this,
                Questions = this,
            },
            cancellationToken);
    }

    public async ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken) => await _store.OpenAsync(Key, cancellationToken);

    public async ValueTask<ISandbox> SandboxAsync(CancellationToken cancellationToken) =>
        await Sandbox(Key, (await WorkspaceAsync(cancellationToken)).HostPath);

    public Task<BlobRef> PublishAsync(ArtifactDraft draft, Stream content, CancellationToken cancellationToken) => throw new NotSupportedException("No tool of a server publishes.");

    public void Append(ReadOnlySpan<char> text)
    {
        lock (_streamed) _streamed.Append(text);
    }

    public async Task<ApprovalOutcome> AskAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        lock (Asked) Asked.Add(request.Title);
        return await Person(request).WaitAsync(cancellationToken);
    }

    public void Fill(Span<byte> buffer) => Random.Shared.NextBytes(buffer);

    public double NextDouble() => 0;

    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        _store.Dispose();
        _base.Delete(recursive: true);
    }
}
