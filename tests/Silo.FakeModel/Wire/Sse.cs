using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Silo.FakeModel.Wire;

/// <summary>Writes server-sent events. Text stays UTF-8, as the providers send it.</summary>
internal static class Sse
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] ToJson(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    internal static Frame Named(string name, object data, bool token = false) =>
        new(Encoding.UTF8.GetBytes($"event: {name}\ndata: {Encoding.UTF8.GetString(ToJson(data))}\n\n"), token);

    internal static Frame Data(object data, bool token = false) => Raw(Encoding.UTF8.GetString(ToJson(data)), token);

    internal static Frame Raw(string data, bool token = false) => new(Encoding.UTF8.GetBytes($"data: {data}\n\n"), token);
}
