namespace Silo.Client.Files;

/// <summary>The answer to a tar.</summary>
internal sealed record UnpackAnswer(int Files);
