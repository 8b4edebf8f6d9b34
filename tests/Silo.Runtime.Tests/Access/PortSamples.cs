using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Tests.Access;

/// <summary>A value of every type that the ports take or give. What names a tenant names another one than the caller's.</summary>
internal static class PortSamples
{
    public static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly TenantId Mine = TenantId.Parse("mine");
    public static readonly TenantId Theirs = TenantId.Parse("theirs");
    public static readonly SessionId Session = SessionId.Create(Time, new byte[10]);
    public static readonly SessionKey Key = new(Theirs, Session);

    private static readonly TurnId Turn = TurnId.Create(Time, new byte[10]);
    private static readonly ApprovalId Approval = ApprovalId.Create(Time, new byte[10]);
    private static readonly KeyId KeyId = KeyId.Create(Time, new byte[10]);
    private static readonly AgentDefinition Agent = new() { Name = "demo", Version = "1", Driver = "fake" };
    private static readonly WorkspacePath File = WorkspacePath.TryParse("a/b.txt", out var path, out _) ? path : default;

    private static readonly SessionRow Row = new() { Key = new SessionKey(Mine, Session), Agent = "demo", AgentVersion = "1", CreatedAt = Time, UpdatedAt = Time };

    private static readonly ApprovalRow ApprovalRow = new()
    {
        Key = Row.Key,
        Approval = Approval,
        Turn = Turn,
        Reason = "policy",
        Title = "t",
        RequestedAt = Time,
        RequestedSequence = 1,
    };

    private static readonly ApiKey ApiKey = new()
    {
        Id = KeyId,
        Tenant = Mine,
        Role = Role.Viewer,
        Name = "k",
        SecretSha256 = new string('0', 64),
        CreatedAt = Time,
        CreatedBy = "local",
    };

    private static readonly Dictionary<Type, object?> Values = new object[]
    {
        Theirs, Key, Turn, Approval, KeyId, File, Cursor.Start(Session), new FeedOptions(), new BlobRef(new string('0', 64), 1), new TarLimits(),
        new CreateSessionCommand { Tenant = Theirs, Agent = Agent },
        new PromptCommand { Session = Key, Prompt = [new TextBlock("hello")] },
        new ResolveApprovalCommand(Theirs, Approval, "approve", null, "somebody else"),
        new SessionQuery { Tenant = Theirs },
        new ApprovalQuery { Tenant = Theirs },
        new KeyQuery { Tenant = Theirs },
        new AuditQuery { Tenant = Theirs },
        new CreateKeyCommand(Theirs, Role.Operator, "key", null, "somebody else"),
        new CreateSessionResult.Created(Row, Replayed: false),
        new PromptResult.Accepted(Turn, 1, 0, Replayed: false),
        new CancelResult.Cancelling(Turn),
        new ResolveApprovalResult.Resolved(ApprovalRow),
        new CreatedKey(ApiKey, "text"),
        ApprovalRow, ApiKey, Row,
        new WorkspaceListing([], Truncated: false),
        new AgentValidation(null, []),
    }.ToDictionary(value => value.GetType(), object? (value) => value);

    /// <summary>A value of a type.</summary>
    public static object? Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Stream)) return Stream.Null;
        if (type == typeof(string)) return "text";
        if (type == typeof(ReadOnlyMemory<byte>)) return ReadOnlyMemory<byte>.Empty;
        if (Values.TryGetValue(type, out var value)) return value;
        if (Values.Keys.FirstOrDefault(type.IsAssignableFrom) is { } derived && type != typeof(object)) return Values[derived];
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return Array.CreateInstance(type.GetGenericArguments()[0], 0);
        if (type == typeof(IAsyncEnumerable<FeedItem>)) return AsyncEnumerable.Empty<FeedItem>();
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
