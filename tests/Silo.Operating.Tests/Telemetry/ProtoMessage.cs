using System.Buffers.Binary;
using System.Text;

namespace Silo.Operating.Tests.Telemetry;

/// <summary>A message of Protocol Buffers, by the numbers of its fields: as much as the tests need to read what is exported.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public ProtoMessage(ReadOnlyMemory<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes.Span, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((number, Varint(bytes.Span, ref at), default));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]), default));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes.Span, ref at);
                    _fields.Add((number, 0, bytes.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]), default));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Field {number} has the wire type {tag & 7}.");
            }
        }
    }

    public IEnumerable<ProtoMessage> Messages(int number) => _fields.Where(field => field.Number == number).Select(field => new ProtoMessage(field.Bytes));

    public ProtoMessage? Message(int number) => Messages(number).FirstOrDefault();

    public bool Has(int number) => _fields.Any(field => field.Number == number);

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public ReadOnlyMemory<byte> Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes;

    public ulong Number(int number) => _fields.LastOrDefault(field => field.Number == number).Value;

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var one = bytes[at++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80) return value;
        }
    }
}
