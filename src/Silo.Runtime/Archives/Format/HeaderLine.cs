namespace Silo.Runtime.Archives.Format;

/// <summary>The first line.</summary>
internal sealed record HeaderLine(string Format, int Version, DateTimeOffset MadeAt);
