using System.Buffers.Binary;
using System.Text;

namespace Silo.Storage.Tests.WriteLog;

/// <summary>Reads what writelog.c wrote.</summary>
internal static class WriteLogFile
{
    private const int HeaderBytes = 33;

    internal static IReadOnlyList<WriteLogRecord> Read(string path)
    {
        var log = File.ReadAllBytes(path).AsSpan();
        var records = new List<WriteLogRecord>();
        while (log.Length > 0)
        {
            var op = (char)log[0];
            var pathLength = BinaryPrimitives.ReadInt32LittleEndian(log[1..]);
            var otherLength = BinaryPrimitives.ReadInt32LittleEndian(log[5..]);
            var inode = BinaryPrimitives.ReadUInt64LittleEndian(log[9..]);
            var offset = BinaryPrimitives.ReadInt64LittleEndian(log[17..]);
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(log[25..]);
            log = log[HeaderBytes..];
            records.Add(new WriteLogRecord(
                op,
                Encoding.UTF8.GetString(log[..pathLength]),
                Encoding.UTF8.GetString(log.Slice(pathLength, otherLength)),
                inode,
                offset,
                log.Slice(pathLength + otherLength, length).ToArray()));
            log = log[(pathLength + otherLength + length)..];
        }

        return records;
    }
}
