namespace Silo.Client.Sessions;

/// <summary>The body of <c>POST /v1/sessions/{id}/turns</c>.</summary>
internal sealed record PromptBody(string Prompt, string Mode, long? DeadlineMs);
