using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.SignalR;

/// <summary>Reads what callers send as arguments. Every argument comes as JSON, so that a wrong one gets an answer that says what is wrong.</summary>
internal static class HubArguments
{
    /// <summary>A text; null where null was sent.</summary>
    /// <exception cref="ProblemException">It is something else.</exception>
    public static string? Text(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String when TryRead(value, out var text) => text,
        JsonValueKind.Null => null,
        _ => throw new Problem(ProblemCodes.BodyInvalid, $"'{name}' must be a string.").ToException(),
    };

    /// <summary>A body, as HTTP takes it.</summary>
    /// <exception cref="ProblemException">It is no such body.</exception>
    public static JsonBody<T> Body<T>(JsonElement value, JsonTypeInfo<T> type)
        where T : class => JsonBody<T>.Read(JsonMarshal.GetRawUtf8Value(value), type);

    private static bool TryRead(JsonElement value, out string? text)
    {
        try
        {
            text = value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a character.
            text = null;
            return false;
        }
    }
}
