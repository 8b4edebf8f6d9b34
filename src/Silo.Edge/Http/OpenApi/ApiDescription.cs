using Microsoft.AspNetCore.Routing;

namespace Silo.Edge.Http.OpenApi;

/// <summary>The document of this server's routes, written at its first use.</summary>
internal sealed class ApiDescription(EndpointDataSource endpoints)
{
    private readonly Lazy<byte[]> _utf8 = new(() => ApiDocument.Write(endpoints));

    public byte[] Utf8 => _utf8.Value;
}
