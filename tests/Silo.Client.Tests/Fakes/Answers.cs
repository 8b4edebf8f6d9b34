namespace Silo.Client.Tests.Fakes;

/// <summary>Answers as docs/protocol/http.md shows them.</summary>
public static class Answers
{
    public static string Session { get; } =
        $$$"""{"id":"{{{Script.Session}}}","agent":"demo","agent_version":"1","title":"A title","labels":{"k":"v"},"status":"idle","created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z","epoch":1,"head":12}""";

    public static string Accepted { get; } = Accept("c3");

    public static string Running { get; } =
        $$"""{"task":"{{Script.Turn}}","session":"{{Script.Session}}","state":"running","stop_reason":null,"queued_at":"2026-01-02T03:04:05Z","ended_at":null,"error":null}""";

    public static string Ended { get; } =
        $$"""{"task":"{{Script.Turn}}","session":"{{Script.Session}}","state":"ended","stop_reason":"end_turn","queued_at":"2026-01-02T03:04:05Z","ended_at":"2026-01-02T03:04:06Z","error":null}""";

    public static string Approval { get; } =
        $$"""{"id":"apr_01k9z0000000000000000000cc","session":"{{Script.Session}}","task":"{{Script.Turn}}","reason":"policy","title":"shell wants to run","tool":"shell","requested_at":"2026-01-02T03:04:05Z","decision":"reject","answer":null,"decided_by":"ann","decided_at":"2026-01-02T03:04:06Z"}""";

    public static string Accept(string after) =>
        $$"""{"task":"{{Script.Turn}}","session":"{{Script.Session}}","state":"queued","position":1,"after":"{{after}}"}""";
}
