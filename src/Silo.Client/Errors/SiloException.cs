namespace Silo.Client.Errors;

/// <summary>Something that a caller of the client has to handle. Each subclass says whether to retry.</summary>
public abstract class SiloException : Exception
{
    private protected SiloException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
