using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Silo.Edge.Http.Guards;

/// <summary>The one kind of address that a server without keys may listen on.</summary>
public static class LoopbackAddress
{
    /// <summary>Reads an address such as <c>http://127.0.0.1:8600</c>; port 0 takes any free one.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address as a URI.</param>
    /// <param name="error">Why it was refused, in one sentence.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out address) || address.Scheme != Uri.UriSchemeHttp || address.PathAndQuery != "/" || address.UserInfo.Length > 0)
            error = $"'{text}' is not an address like http://127.0.0.1:8600.";
        else if (!IsLoopback(address.Host))
            error = $"'{text}' can be reached from other machines. Until callers have keys, only 127.0.0.1, [::1] and localhost are allowed; use an SSH tunnel to reach it from elsewhere.";
        return error is null;
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
