using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Silo.Edge.Http.OpenApi;

/// <summary>Writes the schema of a body from the type by which it is read or written, and from what its model adds.</summary>
internal sealed class ModelSchema(IReadOnlyDictionary<Type, string> names)
{
    /// <exception cref="InvalidOperationException">A member is not described, or is described and not there, or has a type without a schema.</exception>
    public JsonObject Write(ApiModel model)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        var unknown = model.Members.Select(member => member.Name).Except(model.Type.Properties.Select(property => property.Name)).ToList();
        if (unknown.Count > 0) throw new InvalidOperationException($"{model.Name} has no member {string.Join(", ", unknown)}.");
        foreach (var property in model.Type.Properties)
        {
            var member = model.Members.FirstOrDefault(one => one.Name == property.Name)
                ?? throw new InvalidOperationException($"Say in the API's models what {model.Name}.{property.Name} holds.");
            if (member.Required ?? !model.IsRequest) required.Add(property.Name);
            properties[property.Name] = Member(model, property, member);
        }

        var schema = new JsonObject { ["type"] = "object", ["description"] = model.Text, ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        if (model.IsRequest) schema["additionalProperties"] = false;
        if (model.ExampleNode is { } example) schema["examples"] = new JsonArray(example);
        return schema;
    }

    private JsonObject Member(ApiModel model, JsonPropertyInfo property, ApiMember member)
    {
        var nullable = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && (model.IsRequest ? property.IsSetNullable : property.IsGetNullable));
        // A member that may be absent because it is null is never null.
        var absent = !model.IsRequest && member.Required == false;
        var must = model.IsRequest && member.Required == true;
        var schema = member.More is { } whole && (whole.ContainsKey("type") || whole.ContainsKey("oneOf"))
            ? (JsonObject)whole.DeepClone()
            : Merge(Of(property.PropertyType, model.Type.Options), member.More);
        if (nullable && !absent && !must) schema = OrNull(schema);
        schema["description"] = member.Text;
        return schema;
    }

    private JsonObject Of(Type type, JsonSerializerOptions options)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (names.TryGetValue(type, out var name)) return ApiSchema.Ref(name);
        if (type == typeof(string)) return ApiSchema.Text();
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int) || type == typeof(long)) return new JsonObject { ["type"] = "integer" };
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset)) return ApiSchema.Time();
        if (type.IsEnum) return ApiSchema.OneOf([.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, options.GetTypeInfo(type))!.GetValue<string>())]);
        var arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        return arguments switch
        {
            [var item] => new JsonObject { ["type"] = "array", ["items"] = Of(item, options) },
            [var key, var value] when key == typeof(string) => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(value, options) },
            _ => throw new InvalidOperationException($"{type} has no schema: make it a model of the API."),
        };
    }

    private static JsonObject Merge(JsonObject schema, JsonObject? more)
    {
        foreach (var (name, value) in more ?? []) schema[name] = value?.DeepClone();
        return schema;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && !schema.ContainsKey("enum"))
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }

        return new JsonObject { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }
}
