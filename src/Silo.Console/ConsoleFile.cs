namespace Silo.Console;

/// <summary>One file of the page.</summary>
/// <param name="ContentType">What a browser takes it for.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Tag">Its ETag, the hash of the bytes.</param>
internal sealed record ConsoleFile(string ContentType, ReadOnlyMemory<byte> Content, string Tag);
