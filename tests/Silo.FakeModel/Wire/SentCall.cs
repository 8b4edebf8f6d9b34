namespace Silo.FakeModel.Wire;

/// <summary>A tool call as it travels.</summary>
internal sealed record SentCall(string Id, string Name, string Input);
