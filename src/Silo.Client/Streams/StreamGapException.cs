using Silo.Client.Errors;

namespace Silo.Client.Streams;

/// <summary>A stream left something out, sent something twice or joined two attempts: promise 4 is broken. Do not retry; report it.</summary>
public sealed class StreamGapException : SiloProtocolException
{
    internal StreamGapException(string what)
        : base($"Promise 4 (streams have no gap and no repeat) is broken: {what}")
    {
    }
}
