namespace Silo.Abstractions.Journal;

/// <summary>How far a journal is behind with what it was asked.</summary>
/// <param name="Calls">Writes and reads that wait or are under way.</param>
/// <param name="Bytes">Bytes of events in the writes.</param>
/// <param name="Silence">How long no write, or no read, has ended while some wait; zero when none waits.</param>
public readonly record struct JournalLoad(int Calls, long Bytes, TimeSpan Silence);
