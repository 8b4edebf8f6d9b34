namespace Silo.Client.Errors;

/// <summary>The answer is not what the protocol says: something else listens there, or a version that does not fit. Do not retry.</summary>
public class SiloProtocolException : SiloException
{
    internal SiloProtocolException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
