using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Silo.Edge.Http.Guards;

/// <summary>An address that a server may listen on.</summary>
public static class ListenAddress
{
    /// <summary>Reads an address such as <c>http://127.0.0.1:8600</c>; port 0 takes any free one.</summary>
    /// <param name="text">The address: http, and an IP address or <c>localhost</c>.</param>
    /// <param name="address">The address as a URI.</param>
    /// <param name="error">Why it was refused, in one sentence.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? error)
    {
        error = Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme == Uri.UriSchemeHttp && address.PathAndQuery == "/" && address.UserInfo.Length == 0
            && (address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
            ? null
            : $"'{text}' is not an address like http://127.0.0.1:8600, with an IP address or localhost.";
        return error is null;
    }

    /// <summary>Whether no other machine can reach an address.</summary>
    public static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
