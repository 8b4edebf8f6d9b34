namespace Silo.Runtime.Archives.Format;

/// <summary>Ends a session that could not be read to its end: its lines do not count.</summary>
internal sealed record AbandonedLine(string Reason);
