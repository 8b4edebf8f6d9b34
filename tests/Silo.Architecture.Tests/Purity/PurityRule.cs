using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Silo.Architecture.Tests.Purity;

/// <summary>What a pure function may mention: data, collections, text. Everything else is a violation.</summary>
internal static partial class PurityRule
{
    private static readonly string[] Spaces =
        ["System.Collections.", "System.Linq.", "System.Text.", "System.Globalization.", "System.Numerics.", "System.Diagnostics.CodeAnalysis."];

    private static readonly FrozenSet<string> SystemTypes = FrozenSet.Create(
        StringComparer.Ordinal,
        "Object", "String", "Math", "Array", "Index", "Range", "Type", "RuntimeTypeHandle", "Enum", "ValueType", "Convert", "Char", "Int32", "Int64", "Double",
        "Boolean", "Decimal", "DateTimeOffset", "DateTime", "TimeSpan", "StringComparison", "StringComparer", "Delegate", "MulticastDelegate", "Attribute",
        "HashCode", "IFormatProvider", "IFormattable", "ISpanFormattable", "Exception", "ArgumentException", "ArgumentNullException", "ArgumentOutOfRangeException",
        "InvalidOperationException", "FormatException", "NotSupportedException", "OverflowException", "IDisposable", "ReadOnlyMemory`1", "Memory`1",
        "Span`1", "ReadOnlySpan`1", "MemoryExtensions", "Nullable`1", "Nullable", "Uri", "RuntimeFieldHandle", "Byte", "UInt32", "UInt64", "Single");

    // Harmless neighbours of what is not: collection expressions, GetType().Name, an exception, JSON written into memory.
    private static readonly FrozenSet<string> Exact = FrozenSet.Create(
        StringComparer.Ordinal,
        "System.Runtime.InteropServices.ImmutableCollectionsMarshal", "System.Runtime.InteropServices.CollectionsMarshal",
        "System.Reflection.MemberInfo", "System.IO.InvalidDataException",
        "System.Buffers.ArrayBufferWriter`1", "System.Buffers.IBufferWriter`1");

    // Members by which a value type of System reaches out.
    private static readonly FrozenSet<string> Members = FrozenSet.Create(
        StringComparer.Ordinal,
        "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow", "System.DateTimeOffset::ToLocalTime", "System.DateTimeOffset::get_LocalDateTime",
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today", "System.DateTime::ToLocalTime");

    internal static IEnumerable<string> Violations(string ownSpace, Mentions mentions) =>
        mentions.Types.Where(t => !IsAllowed(ownSpace, t)).Concat(mentions.Members.Where(Members.Contains));

    private static bool IsAllowed(string ownSpace, string type)
    {
        if (type.StartsWith(ownSpace, StringComparison.Ordinal) || type.StartsWith('<')) return true; // What the compiler makes has names in angle brackets.

        // Data of the ports, not the ports: an interface of ours is a way to the outside.
        if (type.StartsWith("Silo.Abstractions.", StringComparison.Ordinal)) return !Port().IsMatch(type);
        if (type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)) return !type.Contains("Async", StringComparison.Ordinal);
        if (Exact.Contains(type)) return true;
        if (Spaces.Any(s => type.StartsWith(s, StringComparison.Ordinal))) return !type.Contains("Concurrent", StringComparison.Ordinal);
        return type.StartsWith("System.", StringComparison.Ordinal) && (SystemTypes.Contains(type[7..]) || Generic().IsMatch(type));
    }

    [GeneratedRegex(@"\.I[A-Z]\w*(`\d)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();

    [GeneratedRegex(@"^System\.(Func|Action|ValueTuple|Tuple|Predicate|Comparison|IEquatable|IComparable|Lazy)(`\d+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Generic();
}
