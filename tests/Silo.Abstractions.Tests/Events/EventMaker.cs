using System.Reflection;
using System.Text.Json;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;

namespace Silo.Abstractions.Tests.Events;

/// <summary>Makes event data of every kind, with each member filled by chance from a seed, nulls where they are allowed.</summary>
internal sealed class EventMaker(int seed)
{
    private static readonly string[] Texts = ["", "a", "Füße", "日本", "😀", "\"quoted\" \\ / </script>", "line\nnext\ttab\u0001", "\uFFFD"];
    private static readonly string[] Jsons =
        ["{}", "[]", "1", "-0.10", "1e400", "true", "\"é \\u00e9 \\n\"", """{"a":[1,{"b":null}],"é":"</x>","":""}""", "12345678901234567890"];

    private readonly Random _random = new(seed);

    internal static IReadOnlyList<Type> DataTypes { get; } =
        [.. typeof(EventData).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(EventData)) && t != typeof(UnknownData))];

    internal SessionEvent Make(Type dataType)
    {
        var step = _random.Next(2) == 0 ? 0 : _random.NextInt64(1, long.MaxValue);
        return new SessionEvent
        {
            Key = new SessionKey(TenantId.Default, SessionId.Create(Time(), Bytes(10))),
            Sequence = _random.NextInt64(1, long.MaxValue),
            Time = Time(),
            Epoch = _random.NextInt64(0, long.MaxValue),
            Turn = _random.Next(2) == 0 ? null : TurnId.Create(Time(), Bytes(10)),
            Step = step,
            Agent = "coder/reviewer",
            Data = (EventData)Instance(dataType),
        };
    }

    private object? Value(Type type, bool nullable)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return _random.Next(3) == 0 ? null : Value(inner, nullable: false);
        if (nullable && _random.Next(3) == 0) return null;
        if (type == typeof(string)) return Texts[_random.Next(Texts.Length)];
        if (type == typeof(int)) return _random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(long)) return _random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(bool)) return _random.Next(2) == 0;
        if (type == typeof(DateTimeOffset)) return Time();
        if (type == typeof(JsonElement)) return JsonDocument.Parse(Jsons[_random.Next(Jsons.Length)]).RootElement;
        if (type == typeof(ApprovalId)) return ApprovalId.Create(Time(), Bytes(10));
        if (type == typeof(Effect)) return Enum.GetValues<Effect>()[_random.Next(Enum.GetValues<Effect>().Length)];
        if (type == typeof(ToolStatus)) return Enum.GetValues<ToolStatus>()[_random.Next(Enum.GetValues<ToolStatus>().Length)];
        if (type == typeof(StopReason)) return Enum.GetValues<StopReason>()[_random.Next(Enum.GetValues<StopReason>().Length)];
        if (type == typeof(IReadOnlyList<string>)) return Many<string>();
        if (type == typeof(IReadOnlyList<ContentBlock>)) return Many<ContentBlock>();
        if (type == typeof(IReadOnlyList<InDoubtStep>)) return Many<InDoubtStep>();
        if (type == typeof(IReadOnlyDictionary<string, string>)) return new Dictionary<string, string> { ["team"] = "core", ["Ünïcode_Key"] = Texts[_random.Next(Texts.Length)] };
        if (type == typeof(ContentBlock)) return Instance(new[] { typeof(TextBlock), typeof(ThoughtBlock), typeof(ToolUseBlock) }[_random.Next(3)]);
        if (type == typeof(BlobRef) || type == typeof(EventError) || type == typeof(Usage) || type == typeof(InDoubtStep)) return Instance(type);
        throw new NotSupportedException($"EventMaker does not know how to make a {type}: teach it.");
    }

    private object Instance(Type type)
    {
        var nullability = new NullabilityInfoContext();
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters()
            .Select(p => Value(p.ParameterType, nullability.Create(p).WriteState == NullabilityState.Nullable))]);
        if (constructor.GetParameters().Length > 0) return made;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            property.SetValue(made, Value(property.PropertyType, nullability.Create(property).WriteState == NullabilityState.Nullable));
        return made;
    }

    private T[] Many<T>() => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => (T)Value(typeof(T), nullable: false)!)];

    private DateTimeOffset Time() => DateTimeOffset.UnixEpoch.AddTicks(_random.NextInt64(0, TimeSpan.TicksPerDay * 365 * 200));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
