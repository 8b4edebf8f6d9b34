namespace Silo.Sandboxes.Wire;

/// <summary>The request was refused or failed; the code is one of <see cref="Silo.Abstractions.Sandboxes.SandboxException"/>.</summary>
internal sealed record FailedReply(string Code, string Message) : SpawnerReply;
