namespace Silo.Sandboxes.Wire;

/// <summary>A process's pipe took the data frame that came last, and the next may come; or it takes no more input at all.</summary>
internal sealed record InputTakenReply(bool Taken) : SpawnerReply;
