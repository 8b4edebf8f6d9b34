using System.Runtime.InteropServices;
using System.Text.Json;
using Silo.Sandboxes.Seccomp;

namespace Silo.Sandboxes.Oci;

/// <summary>Writes <see cref="SeccompPolicy"/> as a bundle's filter.</summary>
/// <remarks>
/// Source: OCI runtime specification, config-linux.md, "Seccomp". A bundle has one filter, in which a rule that allows a call always and one that
/// refuses it sometimes exclude each other (libseccomp takes the first): such a call is allowed for the arguments that are left.
/// </remarks>
internal static class OciSeccomp
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Refuse = "SCMP_ACT_ERRNO";

    /// <summary>Writes the value of <c>linux.seccomp</c>.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("defaultAction", Refuse);
        json.WriteNumber("defaultErrnoRet", (int)SeccompError.NoSuchCall);

        // Calls of another architecture have other numbers: whoever makes one is killed.
        json.WriteStartArray("architectures");
        json.WriteStringValue(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64");
        json.WriteEndArray();
        json.WriteStartArray("syscalls");
        WriteCalls(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json)
    {
        var rules = SeccompPolicy.Rules.SelectMany(rule => rule.All.Select(call => (Call: call, Rule: rule))).ToLookup(r => r.Call, r => r.Rule);
        WriteCall(json, SeccompPolicy.Allowed.SelectMany(f => f.All).Where(call => !rules.Contains(call)), Allow, error: null, []);
        WriteCall(json, SeccompPolicy.Refused.SelectMany(f => f.All), Refuse, SeccompError.NotPermitted, []);
        foreach (var call in rules)
        {
            foreach (var rule in call)
                foreach (var conditions in rule.Cases) WriteCall(json, [call.Key], Refuse, rule.Error, conditions.Select(Compare));
            foreach (var set in ArgumentBits.Allowed(call.SelectMany(rule => rule.Cases)))
                WriteCall(json, [call.Key], Allow, error: null, set.Fixed.Select(f => (f.Argument, "SCMP_CMP_MASKED_EQ", f.Mask, f.Value)));
        }
    }

    private static (uint Argument, string Operation, ulong First, ulong Second) Compare(SeccompCondition condition) => condition.Comparison switch
    {
        SeccompComparison.MaskedEqual => (condition.Argument, "SCMP_CMP_MASKED_EQ", condition.Mask, condition.Value),
        SeccompComparison.NotEqual => (condition.Argument, "SCMP_CMP_NE", condition.Value, 0),
        _ => (condition.Argument, "SCMP_CMP_GT", condition.Value, 0),
    };

    private static void WriteCall(
        Utf8JsonWriter json, IEnumerable<string> names, string action, SeccompError? error, IEnumerable<(uint Argument, string Operation, ulong First, ulong Second)> arguments)
    {
        json.WriteStartObject();
        json.WriteStartArray("names");
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("action", action);
        if (error is { } number) json.WriteNumber("errnoRet", (int)number);
        json.WriteStartArray("args");
        foreach (var (argument, operation, first, second) in arguments)
        {
            json.WriteStartObject();
            json.WriteNumber("index", argument);
            json.WriteNumber("value", first);
            json.WriteNumber("valueTwo", second);
            json.WriteString("op", operation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
