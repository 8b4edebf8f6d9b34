namespace Silo.TestServers.Scripted;

/// <summary>What becomes of a connection when its answer was sent.</summary>
public enum ScriptedEnd
{
    /// <summary>It ends in good order, whether the answer was whole or not.</summary>
    Close,

    /// <summary>It is reset; what the client has not read may be lost.</summary>
    Reset,

    /// <summary>Nothing more comes, and it stays open.</summary>
    Hang,
}
