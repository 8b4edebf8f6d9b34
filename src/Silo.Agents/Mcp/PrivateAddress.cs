using System.Net;
using System.Net.Sockets;

namespace Silo.Agents.Mcp;

/// <summary>Tells addresses that lead into the operator's own networks: loopback, private, link-local with the metadata address, shared, and what is none. Pure.</summary>
/// <remarks>Source: the IANA registries of special-purpose addresses (RFC 6890), as far as they can be reached.</remarks>
internal static class PrivateAddress
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "::/127", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6) || Networks.Any(n => n.Contains(plain));
    }
}
