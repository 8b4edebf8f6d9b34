namespace Silo.Edge.Auth;

/// <summary>How a caller is known.</summary>
internal enum CallerProof
{
    /// <summary>It is not: it sits at this machine, and the server is one for development.</summary>
    Development,

    /// <summary>It showed an API key.</summary>
    Key,

    /// <summary>It showed a token of the OpenID provider.</summary>
    Jwt,

    /// <summary>It is a page of this server's own, whose cookie holds a key or such a token.</summary>
    Cookie,

    /// <summary>It showed a stream token.</summary>
    StreamToken,
}
