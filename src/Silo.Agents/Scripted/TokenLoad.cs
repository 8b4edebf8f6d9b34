namespace Silo.Agents.Scripted;

/// <summary>Generated text for load: tokens of one size.</summary>
/// <param name="Count">How many.</param>
/// <param name="Bytes">The size of each, in bytes of UTF-8; all are ASCII.</param>
/// <param name="PerSecond">Tokens per second; null for the reply's rate.</param>
/// <param name="Stamp">Whether each begins with a <see cref="TokenStamp"/>.</param>
internal sealed record TokenLoad(int Count, int Bytes, double? PerSecond, bool Stamp);
