namespace Silo.Client.Errors;

/// <summary>What the server sent exceeds a bound of this client. Do not retry; raise the option that is named.</summary>
public sealed class SiloTooLargeException : SiloProtocolException
{
    internal SiloTooLargeException(string what, string limit, long value)
        : base($"{what} exceeds {limit} = {value:N0} bytes. Raise {limit} if this server is to be trusted.")
    {
        Limit = limit;
        Value = value;
    }

    /// <summary>The name of the option that bounds it.</summary>
    public string Limit { get; }

    /// <summary>The option's value, in bytes.</summary>
    public long Value { get; }
}
