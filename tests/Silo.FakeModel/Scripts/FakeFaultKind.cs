namespace Silo.FakeModel.Scripts;

/// <summary>What goes wrong.</summary>
public enum FakeFaultKind
{
    /// <summary>An HTTP status with the provider's error body.</summary>
    Status,

    /// <summary>The connection is closed before any answer.</summary>
    Reset,

    /// <summary>The headers wait.</summary>
    SlowHeaders,

    /// <summary>The stream falls silent and stays open until the client gives up.</summary>
    Stall,

    /// <summary>A frame that is not JSON; the stream goes on after it.</summary>
    Malformed,

    /// <summary>An error event in the stream, which then ends.</summary>
    ErrorEvent,

    /// <summary>A whole message as JSON although a stream was asked for.</summary>
    NotAStream,

    /// <summary>The body ends after a number of bytes.</summary>
    Cut,
}
