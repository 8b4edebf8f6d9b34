using Silo.TestServers.OpenId;

namespace Silo.Edge.Tests.Http;

/// <summary>Keys that many tests share: to make one of RSA takes as long as a test.</summary>
internal static class JwtKeys
{
    public static readonly SigningKey One = SigningKey.Make("one");
    public static readonly SigningKey Curve = SigningKey.Make("curve", "ES256");
    public static readonly SigningKey CurveOne = SigningKey.Make("one", "ES256");

    /// <summary>Another with the name of <see cref="One"/>.</summary>
    public static readonly SigningKey Strange = SigningKey.Make("one");

    /// <summary>Another with that name, too short to be taken.</summary>
    public static readonly SigningKey Weak = SigningKey.Make("one", bits: 1024);
}
