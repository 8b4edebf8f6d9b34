using System.Text.Json;

namespace Silo.FakeModel.Wire;

/// <summary>One provider's way of speaking.</summary>
internal interface IProtocol
{
    string Name { get; }

    /// <summary>Whether the request carries the key.</summary>
    bool IsAuthorised(IHeaderDictionary headers, string key);

    /// <summary>Reads a request as strictly as the provider does.</summary>
    /// <exception cref="RefusedException">The provider would answer 400.</exception>
    ModelRequest Read(JsonElement body, IHeaderDictionary headers, long bytes);

    IEnumerable<Frame> Stream(Planned reply);

    byte[] Whole(Planned reply);

    byte[] Error(int status, string type, string message);

    /// <summary>What the provider calls a status.</summary>
    string TypeOf(int status);

    /// <summary>An error in the middle of a stream.</summary>
    Frame ErrorFrame(string type);

    /// <summary>A frame whose data is not JSON.</summary>
    Frame MalformedFrame();
}
