namespace Silo.Storage.Tests.WriteLog;

/// <summary>One call that changed a file or a directory, in the order in which it took effect.</summary>
/// <param name="Op">What it did; the letters of writelog.c.</param>
/// <param name="Path">Of a call on a path, and of a sync.</param>
/// <param name="Other">A rename's new path.</param>
/// <param name="Inode">Of a call on an open file.</param>
/// <param name="Offset">Where a write began; a truncation's new size.</param>
/// <param name="Bytes">What was written.</param>
internal sealed record WriteLogRecord(char Op, string Path, string Other, ulong Inode, long Offset, byte[] Bytes);
