using System.Reflection;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Edge.SignalR;

namespace Silo.Host.Tests.Access;

/// <summary>One method of the hub, and how to call it.</summary>
internal sealed record HubCall(string Name, Operation Operation)
{
    // How each method is called well; {id} stands for what it names. A method that is not here fails the matrix.
    private static readonly Dictionary<string, (string Arguments, Func<AccessTenant, string>? Id, Func<string>? Unknown)> Known = new(StringComparer.Ordinal)
    {
        ["StreamEvents"] = ("""["{id}",null]""", tenant => tenant.Session, UnknownSession),
        ["Prompt"] = ("""["{id}",{"prompt":"hello"},null]""", tenant => tenant.Session, UnknownSession),
        ["Interject"] = ("""["{id}",{"prompt":"hello"},null]""", tenant => tenant.Session, UnknownSession),
        // A turn that is none of the session's: what is cancelled would be gone for the other methods.
        ["Cancel"] = ($$"""["{id}","{{TurnId.Create(DateTimeOffset.UnixEpoch, new byte[10])}}"]""", tenant => tenant.Session, UnknownSession),
        ["Approve"] = ("""["{id}",{"decision":"reject"}]""", tenant => tenant.Approval, () => ApprovalId.Create(DateTimeOffset.UnixEpoch, new byte[10]).Value),
        ["Sessions"] = ("[null]", null, null),
    };

    public bool IsStream => Name == "StreamEvents";

    /// <summary>Whether it names one thing of a tenant.</summary>
    public bool HasId => Found.Id is not null;

    private (string Arguments, Func<AccessTenant, string>? Id, Func<string>? Unknown) Found =>
        Known.TryGetValue(Name, out var found) ? found : throw new InvalidOperationException($"Say how {Name} is called well.");

    /// <summary>Every method that the hub offers.</summary>
    public static IReadOnlyList<HubCall> All() =>
    [
        .. typeof(SiloHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetBaseDefinition() == method)
            .Select(method => new HubCall(method.Name, (method.GetCustomAttribute<HubRuleAttribute>() ?? throw new InvalidOperationException($"{method.Name} has no rule.")).Operation)),
    ];

    public string Arguments(AccessTenant tenant) => Found.Arguments.Replace("{id}", Found.Id?.Invoke(tenant), StringComparison.Ordinal);

    public string UnknownArguments() => Found.Arguments.Replace("{id}", Found.Unknown?.Invoke(), StringComparison.Ordinal);

    private static string UnknownSession() => SessionId.Create(DateTimeOffset.UnixEpoch, new byte[10]).Value;
}
