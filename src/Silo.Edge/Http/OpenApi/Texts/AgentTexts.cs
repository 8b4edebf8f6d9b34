namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of agents.</summary>
internal static class AgentTexts
{
    public const string Tag = "agents";

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("GET /v1/agents", new RouteText("listAgents", Tag, "List agents", "Those that new sessions can be made of.") { Answers = [new ApiAnswer(200, "The agents.", ApiContent.Json("AgentList"))] }),
        ("POST /v1/agents/validate", new RouteText("validateAgent", Tag, "Check an agent file", "Whether its text would do on this host. Nothing is kept.")
        {
            Body = [ApiContent.Json("ValidateAgent")],
            Answers = [new ApiAnswer(200, "What became of the check; a file that is wrong is no error of the request.", ApiContent.Json("AgentValidation"))],
            Problems = ProblemSets.Json,
        }),
    ];
}
