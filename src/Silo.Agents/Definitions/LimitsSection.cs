using Silo.Abstractions.Agents;

namespace Silo.Agents.Definitions;

/// <summary>Reads the section <c>limits</c> of an agent file.</summary>
internal static class LimitsSection
{
    public static AgentLimits Read(SettingScope scope)
    {
        var defaults = new AgentLimits();
        var limits = new AgentLimits
        {
            TurnModelCallsMax = scope.Integer("turn_model_calls_max", defaults.TurnModelCallsMax, 1, 10_000),
            TurnStepsMax = scope.Integer("turn_steps_max", defaults.TurnStepsMax, 1, 100_000),
            TurnDeadline = Deadline(scope, defaults.TurnDeadline),
            QueuedTurnsMax = scope.Integer("queued_turns_max", defaults.QueuedTurnsMax, 0, 256),
            MessageBytesMax = (int)(scope.Bytes("message_bytes_max", 1L << 10, 16L << 20) ?? defaults.MessageBytesMax),
            ParallelToolsMax = scope.Integer("parallel_tools_max", defaults.ParallelToolsMax, 1, 64),
            ToolOutputBytesMax = (int)(scope.Bytes("tool_output_bytes_max", 1000, 200_000) ?? defaults.ToolOutputBytesMax),
            ArtifactBytesMax = scope.Bytes("artifact_bytes_max", 0, 64L << 30) ?? defaults.ArtifactBytesMax,
        };
        scope.Close();
        return limits;
    }

    private static TimeSpan? Deadline(SettingScope scope, TimeSpan? otherwise)
    {
        if (scope.Node("turn_deadline") is SettingScalar { Text: "infinite" })
            return null;
        return scope.Duration("turn_deadline", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), ", or infinite") ?? otherwise;
    }
}
