using System.Text.Json.Serialization;

namespace Silo.Abstractions.Access;

/// <summary>What a caller may do in its tenant. Each role may do what those before it may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Reads: sessions, events, files, tasks, approvals, agents.</summary>
    [JsonStringEnumMemberName("viewer")]
    Viewer = 0,

    /// <summary>Works: makes and deletes sessions, prompts, cancels, writes files.</summary>
    [JsonStringEnumMemberName("user")]
    User = 1,

    /// <summary>Decides approvals.</summary>
    [JsonStringEnumMemberName("approver")]
    Approver = 2,

    /// <summary>Runs the place: keys, audit log, doctor.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator = 3,
}
