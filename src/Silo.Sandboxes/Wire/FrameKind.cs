namespace Silo.Sandboxes.Wire;

/// <summary>What a frame carries.</summary>
internal enum FrameKind : byte
{
    /// <summary>One message as JSON.</summary>
    Message = 1,

    /// <summary>Bytes: a command's input towards the spawner, its output towards the host.</summary>
    Data = 2,

    /// <summary>Bytes that a process wrote to standard error.</summary>
    ErrorData = 3,
}
