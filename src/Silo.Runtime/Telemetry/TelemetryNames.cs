namespace Silo.Runtime.Telemetry;

/// <summary>The attributes of spans and metrics; docs/operating/telemetry.md is their page, and a test compares the two.</summary>
/// <remarks>Those of <c>gen_ai</c> are OpenTelemetry's semantic conventions for generative AI; none of them holds what people or models said.</remarks>
internal static class TelemetryNames
{
    internal const string Operation = "gen_ai.operation.name";
    internal const string Provider = "gen_ai.provider.name";
    internal const string RequestModel = "gen_ai.request.model";
    internal const string ResponseModel = "gen_ai.response.model";
    internal const string FinishReasons = "gen_ai.response.finish_reasons";
    internal const string FirstChunk = "gen_ai.response.time_to_first_chunk";
    internal const string InputTokens = "gen_ai.usage.input_tokens";
    internal const string OutputTokens = "gen_ai.usage.output_tokens";
    internal const string CacheReadTokens = "gen_ai.usage.cache_read.input_tokens";
    internal const string CacheWriteTokens = "gen_ai.usage.cache_creation.input_tokens";
    internal const string TokenType = "gen_ai.token.type";
    internal const string Agent = "gen_ai.agent.name";
    internal const string AgentVersion = "gen_ai.agent.version";
    internal const string Conversation = "gen_ai.conversation.id";
    internal const string Tool = "gen_ai.tool.name";
    internal const string ToolType = "gen_ai.tool.type";
    internal const string ToolCall = "gen_ai.tool.call.id";
    internal const string ErrorType = "error.type";
    internal const string Turn = "silo.turn.id";
    internal const string Tenant = "silo.tenant";
    internal const string StopReason = "silo.turn.stop_reason";
    internal const string Step = "silo.step";
    internal const string Attempt = "silo.attempt";
    internal const string ToolStatus = "silo.tool.status";
}
