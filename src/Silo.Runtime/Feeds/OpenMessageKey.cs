namespace Silo.Runtime.Feeds;

/// <summary>Names one attempt of one streamed step.</summary>
internal readonly record struct OpenMessageKey(long Step, long Epoch, int Attempt);
