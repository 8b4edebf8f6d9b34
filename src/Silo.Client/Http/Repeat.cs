namespace Silo.Client.Http;

/// <summary>When a request may be sent again.</summary>
internal enum Repeat
{
    /// <summary>Only when it surely never reached the server.</summary>
    NotSent,

    /// <summary>After any failure that may pass: doing it twice is the same as doing it once.</summary>
    Safe,
}
