namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of every route, in the document's order.</summary>
internal static class RouteTexts
{
    /// <summary>The parts of the API.</summary>
    public static IReadOnlyList<(string Name, string Text)> Tags { get; } =
    [
        (SessionTexts.Tag, "An agent's conversations and their files."),
        (TurnTexts.Tag, "A prompt, up to its stop reason."),
        (EventTexts.Tag, "What happened in a session, as a stream or in pages."),
        (FileTexts.TagName, "A session's workspace."),
        (ArtifactTexts.Tag, "What a session's agents handed over to people."),
        (ApprovalTexts.Tag, "Questions that wait for a person."),
        (AgentTexts.Tag, "What sessions are made of."),
        (KeyTexts.LoginTag, "Who you are, and the cookie of this server's own pages."),
        (KeyTexts.Tag, "Who may do what, and who did what. For operators."),
        (HostTexts.Tag, "How well the server is."),
    ];

    /// <summary>The text of each route, by its method and pattern.</summary>
    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
        [.. SessionTexts.All, .. TurnTexts.All, .. EventTexts.All, .. FileTexts.All, .. ArtifactTexts.All, .. ApprovalTexts.All, .. AgentTexts.All, .. LoginTexts.All, .. KeyTexts.All, .. HostTexts.All];
}
