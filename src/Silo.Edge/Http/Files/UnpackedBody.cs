namespace Silo.Edge.Http.Files;

/// <summary>The answer to a tar that was unpacked.</summary>
internal sealed record UnpackedBody(int Files);
