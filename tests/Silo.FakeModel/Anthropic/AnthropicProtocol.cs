using System.Text.Json;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.Anthropic;

/// <summary>The Messages API, versions 2023-06-01 and 2026-10-21.</summary>
internal sealed class AnthropicProtocol : IProtocol
{
    /// <summary>It removed temperature, top_p and top_k; keys come as bearer tokens. Source: Claude's documentation, "Versions".</summary>
    private const string Newest = "2026-10-21";

    public string Name => "anthropic";

    public bool IsAuthorised(IHeaderDictionary headers, string key) => headers["x-api-key"] == key || headers.Authorization == $"Bearer {key}";

    public ModelRequest Read(JsonElement body, IHeaderDictionary headers, long bytes)
    {
        var version = headers["anthropic-version"].ToString();
        RefusedException.Unless(version is "2023-06-01" or Newest, "anthropic-version: header is required");
        return AnthropicReader.Read(this, body, bytes, sampling: version != Newest);
    }

    public IEnumerable<Frame> Stream(Planned reply) => AnthropicFrames.Stream(reply);

    public byte[] Whole(Planned reply) => AnthropicFrames.Whole(reply);

    public byte[] Error(int status, string type, string message) =>
        Sse.ToJson(new { type = "error", error = new { type, message }, request_id = "req_fake" });

    public string TypeOf(int status) => status switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        _ => "api_error",
    };

    public Frame ErrorFrame(string type) => Sse.Named("error", new { type = "error", error = new { type, message = "Overloaded" } });

    public Frame MalformedFrame() => new("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"ty\n\n"u8.ToArray());
}
