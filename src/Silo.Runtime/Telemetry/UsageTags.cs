using System.Diagnostics;
using Silo.Abstractions.Events;

namespace Silo.Runtime.Telemetry;

/// <summary>What tokens a span has cost.</summary>
internal static class UsageTags
{
    // The conventions count what came from a cache among the input.
    internal static void Set(Activity span, Usage usage) => span
        .SetTag(TelemetryNames.InputTokens, InputOf(usage))
        .SetTag(TelemetryNames.OutputTokens, usage.OutputTokens)
        .SetTag(TelemetryNames.CacheReadTokens, usage.CacheReadTokens)
        .SetTag(TelemetryNames.CacheWriteTokens, usage.CacheWriteTokens);

    internal static long InputOf(Usage usage) => usage.InputTokens + usage.CacheReadTokens + usage.CacheWriteTokens;
}
