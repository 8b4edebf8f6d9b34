using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Sessions;

/// <summary>A message in a mailbox, with who waits for its answer and the client's idempotency key.</summary>
internal readonly record struct Envelope(SessionMessage Message, TaskCompletionSource<object?>? Reply = null);
