using System.Text;
using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Abstractions.Workspaces;
using Silo.Agents.Tools;
using Silo.Runtime.Workspaces;
using Xunit;

namespace Silo.Agents.Tests.Tools;

/// <summary>The built-in tools on a real workspace, with a sandbox that the test plays.</summary>
public abstract class ToolTest : IAsyncLifetime, ISessionResources, IToolOutput, IToolArtifacts, IToolQuestions, IProbe, IRandomSource
{
    private static readonly SessionKey Key = new(TenantId.Default, SessionId.Create(DateTimeOffset.UnixEpoch, new byte[10]));
    private readonly DirectoryInfo _base = Directory.CreateTempSubdirectory("silo-tools-");
    private readonly StringBuilder _streamed = new();
    private LocalWorkspaceStore? _store;
    private IWorkspace? _workspace;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected IWorkspace Workspace => _workspace!;

    protected TimeProvider Time { get; set; } = TimeProvider.System;

    protected string Streamed => _streamed.ToString();

    protected List<(ArtifactDraft Draft, string Content)> Published { get; } = [];

    protected ArtifactRefusedException? RefusesArtifacts { get; set; }

    protected int ProbesReached { get; private set; }

    protected Action? OnProbe { get; set; }

    protected Func<ISandbox>? Sandbox { get; set; }

    protected TimeSpan? ShellTimeout { get; set; }

    private AgentDefinition Agent => new()
    {
        Name = "a",
        Version = "1",
        Driver = "scripted",
        Tools = [new ToolSettings { Name = "shell", Timeout = ShellTimeout }, .. new[] { "read_file", "write_file", "edit_file", "list", "grep", "publish_artifact", "other" }.Select(n => new ToolSettings { Name = n })],
    };

    public async ValueTask InitializeAsync()
    {
        _store = new LocalWorkspaceStore(_base.FullName, this);
        _workspace = await _store.OpenAsync(Key, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _store!.DeleteAsync(Key, CancellationToken.None);
        _store.Dispose();
        _base.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    public ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken) => new(Workspace);

    public ValueTask<ISandbox> SandboxAsync(CancellationToken cancellationToken) => new(Sandbox!());

    public Task<ApprovalOutcome> AskAsync(ApprovalRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No built-in tool asks a person.");

    public async Task<BlobRef> PublishAsync(ArtifactDraft draft, Stream content, CancellationToken cancellationToken)
    {
        if (RefusesArtifacts is not null) throw RefusesArtifacts;
        using var reader = new StreamReader(content);
        Published.Add((draft, await reader.ReadToEndAsync(cancellationToken)));
        return new BlobRef(new string('0', 64), Published[^1].Content.Length);
    }

    public void Append(ReadOnlySpan<char> text) => _streamed.Append(text);

    public void Reached(ProbePoint point)
    {
        Assert.Equal(ProbePoint.InsideTool, point);
        ProbesReached++;
        OnProbe?.Invoke();
    }

    public void Fill(Span<byte> buffer) => buffer.Fill(7);

    public double NextDouble() => 0;

    protected IReadOnlyList<ITool> Tools() => new BuiltInTools(this, Time).For(Agent);

    protected Task<ToolResult> RunAsync(string tool, object input, CancellationToken? cancellationToken = null) =>
        RunJsonAsync(tool, JsonSerializer.Serialize(input), cancellationToken);

    protected Task<ToolResult> RunJsonAsync(string tool, string json, CancellationToken? cancellationToken = null) =>
        RunAsync(Tools().Single(t => t.Definition.Name == tool), json, cancellationToken ?? Cancellation);

    protected Task<ToolResult> RunAsync(ITool tool, string json, CancellationToken cancellationToken) => tool.RunAsync(
        new ToolInvocation
        {
            Session = Key,
            Turn = TurnId.Create(DateTimeOffset.UnixEpoch, new byte[10]),
            Agent = Agent,
            Step = 3,
            Key = "k",
            Epoch = 1,
            Attempt = 1,
            Input = JsonDocument.Parse(json).RootElement,
            Resources = this,
            Output = this,
            Artifacts = this,
            Questions = this,
        },
        cancellationToken);

    protected string Host(string path) => Path.Combine(Workspace.HostPath, path);

    protected void Put(string path, string text) => Put(path, Encoding.UTF8.GetBytes(text));

    protected void Put(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Host(path))!);
        File.WriteAllBytes(Host(path), bytes);
    }

    protected static void AssertOk(string text, ToolResult result)
    {
        Assert.Equal(text, result.Text);
        Assert.Equal(ToolStatus.Ok, result.Status);
        Assert.Null(result.Error);
    }

    protected static void AssertFailed(string code, ToolResult result)
    {
        Assert.Equal(code, result.Error?.Code);
        Assert.Equal(ToolStatus.Error, result.Status);
        Assert.NotEmpty(result.Text);
    }
}
