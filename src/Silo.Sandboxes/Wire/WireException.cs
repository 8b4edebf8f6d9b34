namespace Silo.Sandboxes.Wire;

/// <summary>The other end sent something that is not of this protocol. The connection is of no more use.</summary>
internal sealed class WireException(string message, Exception? innerException = null) : IOException(message, innerException);
