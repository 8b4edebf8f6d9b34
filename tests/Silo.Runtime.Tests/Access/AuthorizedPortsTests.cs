using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Access;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Access;
using Silo.Runtime.Access;
using Silo.Runtime.Identity;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Access;

/// <summary>Every method of every port that callers have, by each role: asked, refused or handed on with the caller's own tenant.</summary>
public sealed class AuthorizedPortsTests
{
    // A method that is added to a port has no rule until it stands here, and then the test that finds it fails.
    private static readonly Dictionary<string, Operation> Rules = new(StringComparer.Ordinal)
    {
        ["ISessionDirectory.CreateAsync"] = Operation.SessionCreate,
        ["ISessionDirectory.PromptAsync"] = Operation.TurnPrompt,
        ["ISessionDirectory.CancelAsync"] = Operation.TurnCancel,
        ["ISessionDirectory.ResolveApprovalAsync"] = Operation.ApprovalDecide,
        ["ISessionDirectory.DeleteAsync"] = Operation.SessionDelete,
        ["ISessionFeed.ReadAsync"] = Operation.EventRead,
        ["ISessionCatalog.FindAsync"] = Operation.SessionRead,
        ["ISessionCatalog.ListAsync"] = Operation.SessionRead,
        ["ISessionCatalog.FindTurnAsync"] = Operation.TaskRead,
        ["ISessionCatalog.FindApprovalAsync"] = Operation.ApprovalRead,
        ["ISessionCatalog.ListApprovalsAsync"] = Operation.ApprovalRead,
        ["IWorkspaceStore.OpenAsync"] = Operation.FileRead,
        ["IWorkspaceStore.CheckDeleteAsync"] = Operation.FileRead,
        ["IWorkspaceStore.DeleteAsync"] = Operation.SessionDelete,
        ["IWorkspace.StatAsync"] = Operation.FileRead,
        ["IWorkspace.OpenReadAsync"] = Operation.FileRead,
        ["IWorkspace.ListAsync"] = Operation.FileRead,
        ["IWorkspace.ExportTarAsync"] = Operation.FileRead,
        ["IWorkspace.WriteAsync"] = Operation.FileWrite,
        ["IWorkspace.RemoveFileAsync"] = Operation.FileWrite,
        ["IWorkspace.ImportTarAsync"] = Operation.FileWrite,
        ["IBlobStore.PutAsync"] = Operation.TurnPrompt,
        ["IBlobStore.PutStreamAsync"] = Operation.TurnPrompt,
        ["IBlobStore.OpenReadAsync"] = Operation.EventRead,
        ["IBlobStore.GetAsync"] = Operation.EventRead,
        ["IBlobStore.DeleteAllAsync"] = Operation.SessionDelete,
        ["IAgentCatalog.List"] = Operation.AgentRead,
        ["IAgentCatalog.Find"] = Operation.AgentRead,
        ["IAgentValidator.Validate"] = Operation.AgentValidate,
        ["IKeyDirectory.CreateAsync"] = Operation.KeyCreate,
        ["IKeyDirectory.ListAsync"] = Operation.KeyRead,
        ["IKeyDirectory.RevokeAsync"] = Operation.KeyRevoke,
        ["IAuditReader.ListAsync"] = Operation.AuditRead,
        ["IDoctor.RunAsync"] = Operation.DoctorRead,
    };

    private readonly MemoryAudit _audit = new();
    private Exception? _failure;
    private readonly List<(string Method, object?[] Arguments, int Entries)> _reached = [];

    public static TheoryData<string, Role> EveryMethodAndRole
    {
        get
        {
            var data = new TheoryData<string, Role>();
            foreach (var method in Rules.Keys)
                foreach (var role in Enum.GetValues<Role>()) data.Add(method, role);
            return data;
        }
    }

    public static TheoryData<string> EveryMethod => [.. Rules.Keys];

    [Fact]
    public void Ports_EveryMethod_HasARule() =>
        Assert.Equal(Methods().Select(Name).Order(StringComparer.Ordinal), Rules.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Operations_EachOne_IsOfferedAndHasALeastRole()
    {
        Assert.Equal(Enum.GetValues<Operation>(), Rules.Values.Distinct().Order());
        Assert.All(Enum.GetValues<Operation>(), operation => Assert.True(Enum.IsDefined(AccessRules.Needed(operation))));
    }

    [Theory]
    [MemberData(nameof(EveryMethodAndRole))]
    public async Task Method_ByARole_IsRefusedOrReachesTheCallersTenantOnly(string name, Role role)
    {
        var allowed = role >= AccessRules.Needed(Rules[name]);
        var error = await Record.ExceptionAsync(() => CallAsync(name, NewCaller(role)));

        if (!allowed)
        {
            Assert.Equal((Rules[name], AccessRules.Needed(Rules[name])), (Assert.IsType<AccessDeniedException>(error).Operation, ((AccessDeniedException)error).Needed!.Value));
            Assert.DoesNotContain(_reached, call => call.Method == name);
            return;
        }

        Assert.Null(error);
        Assert.Contains(_reached, call => call.Method == name);
        Assert.All(_reached.SelectMany(call => call.Arguments).SelectMany(Tenants), tenant => Assert.Equal(PortSamples.Mine, tenant));
        Assert.DoesNotContain(_reached.SelectMany(call => call.Arguments), argument => argument?.ToString()!.Contains("somebody else", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public async Task Change_IsInTheAuditLogBeforeItIsMade(string name)
    {
        if (IsPartOfAPrompt(name)) return;
        await CallAsync(name, NewCaller(Role.Operator));
        var reached = _reached.Single(call => call.Method == name);
        Assert.Equal(AccessRules.IsChange(Rules[name]) ? 1 : 0, reached.Entries);
        if (reached.Entries == 0) return;
        var entry = Assert.Single(_audit.Entries);
        Assert.Equal((PortSamples.Mine, "key_x", "Anna", AuditTrail.NameOf(Rules[name]), "request-1", "done"), (entry.Tenant, entry.Caller, entry.CallerName, entry.Operation, entry.Request, entry.Outcome));
        Assert.NotNull(entry.Target);
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public async Task Change_ThatCannotBeAudited_IsNotMade(string name)
    {
        if (!AccessRules.IsChange(Rules[name]) || IsPartOfAPrompt(name)) return;
        _audit.Failure = () => new JournalFullException("full");
        await Assert.ThrowsAsync<JournalFullException>(() => CallAsync(name, NewCaller(Role.Operator)));
        Assert.DoesNotContain(_reached, call => call.Method == name);
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public async Task Change_ThatIsRefused_IsInTheAuditLog(string name)
    {
        if (!AccessRules.IsChange(Rules[name]) || IsPartOfAPrompt(name)) return;
        await Assert.ThrowsAsync<AccessDeniedException>(() => CallAsync(name, NewCaller(Role.Operator) with { OnlySession = PortSamples.Session }));
        if (!name.StartsWith("IWorkspace.", StringComparison.Ordinal)) Assert.Equal("forbidden", Assert.Single(_audit.Entries).Outcome);
    }

    [Theory]
    [InlineData("path_outside", "path_outside")]
    [InlineData("gone", "abandoned")]
    [InlineData("a bug", "failed")]
    public async Task Change_ThatFails_EndsInTheAuditLogByItsName(string how, string outcome)
    {
        _failure = how switch
        {
            "gone" => new OperationCanceledException(),
            "a bug" => new InvalidOperationException(),
            _ => new WorkspaceException(how, "It leads out."),
        };
        await Assert.ThrowsAsync(_failure.GetType(), () => CallAsync("IWorkspace.WriteAsync", NewCaller(Role.User)));
        Assert.Equal(outcome, Assert.Single(_audit.Entries).Outcome);
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public async Task Caller_BoundToASession_ReadsItsEventsAndNothingElse(string name)
    {
        var own = await Record.ExceptionAsync(() => CallAsync(name, NewCaller(Role.Operator) with { OnlySession = PortSamples.Session }));
        var may = Rules[name] is Operation.SessionRead or Operation.EventRead;
        if (may) Assert.Null(own);
        else Assert.Null(Assert.IsType<AccessDeniedException>(own).Needed);

        _reached.Clear();
        var other = SessionId.Create(PortSamples.Time.AddDays(1), new byte[10]);
        await Record.ExceptionAsync(() => CallAsync(name, NewCaller(Role.Operator) with { OnlySession = other }));
        Assert.DoesNotContain(_reached, call => call.Method == name && name != "ISessionCatalog.ListAsync");
    }

    private static Caller NewCaller(Role role) => new(PortSamples.Mine, role, "key_x", "Anna", "request-1");

    private static IEnumerable<MethodInfo> Methods() => typeof(CallerPorts).GetProperties().Select(p => p.PropertyType).Where(t => t.IsInterface)
        .Append(typeof(IWorkspace)).SelectMany(t => t.GetMethods()).Where(m => !m.IsSpecialName && !m.IsStatic);

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static IEnumerable<TenantId> Tenants(object? value) => value switch
    {
        null => [],
        TenantId tenant => [tenant],
        SessionKey key => [key.Tenant],
        _ => value.GetType().GetProperties().Where(p => p.PropertyType == typeof(TenantId) || p.PropertyType == typeof(SessionKey)).SelectMany(p => Tenants(p.GetValue(value))),
    };

    // A prompt has its own entry in the audit log.
    private static bool IsPartOfAPrompt(string name) => name is "IBlobStore.PutAsync" or "IBlobStore.PutStreamAsync";

    private async Task CallAsync(string name, Caller caller)
    {
        using var trail = new AuditTrail(_audit, new TimedIdSource(new ManualTime(), new SystemRandomSource()), new ManualTime(), new AuditOptions(), NullLogger<AuditTrail>.Instance);
        var gate = new AccessGate(
            Port<ISessionDirectory>(), Port<Silo.Abstractions.Sessions.ISessionFeed>(), Port<ISessionCatalog>(), Port<IWorkspaceStore>(), Port<IBlobStore>(),
            Port<IAgentCatalog>(), Port<IAgentValidator>(), Port<IKeyDirectory>(), new AuditPort(Port<IAuditReader>()), Port<IDoctor>(), trail);
        var ports = gate.For(caller);
        var method = Methods().Single(m => Name(m) == name);
        object target = method.DeclaringType == typeof(IWorkspace)
            ? await ports.Workspaces.OpenAsync(PortSamples.Key, CancellationToken.None)
            : typeof(CallerPorts).GetProperties().Single(p => p.PropertyType == method.DeclaringType).GetValue(ports)!;
        try
        {
            var result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, [.. method.GetParameters().Select(p => PortSamples.Of(p.ParameterType))], culture: null);
            if (result is Task task) await task;
        }
        finally
        {
            if (_audit.Failure is null) await trail.StopAsync(CancellationToken.None);
        }
    }

    private T Port<T>()
        where T : class => (T)RecordingPort.For(typeof(T), Answer);

    private object? Answer(MethodInfo method, object?[] arguments)
    {
        if (_failure is not null && Name(method) == "IWorkspace.WriteAsync") throw _failure;
        _reached.Add((Name(method), arguments, _audit.Entries.Count));
        var type = method.ReturnType;
        if (type == typeof(Task)) return Task.CompletedTask;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>)) return PortSamples.Of(type);
        var result = type.GetGenericArguments()[0];
        var value = result == typeof(IWorkspace) ? Port<IWorkspace>() : PortSamples.Of(result);
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(result).Invoke(null, [value]);
    }

    /// <summary>The reader of the log that the gate gets; the trail writes to the log itself.</summary>
    private sealed class AuditPort(IAuditReader reader) : IAuditLog
    {
        public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken) => reader.ListAsync(query, cancellationToken);

        public Task BeginAsync(AuditEntry entry, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EndAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> SweepAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
