using Silo.Abstractions.Access;

namespace Silo.Edge.SignalR;

/// <summary>What a method of the hub needs. The ports check it; this says it, so that a test can hold every method to its word and none can be without.</summary>
/// <param name="operation">The operation for which the method stands.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HubRuleAttribute(Operation operation) : Attribute
{
    public Operation Operation { get; } = operation;
}
