namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of logins.</summary>
internal static class LoginTexts
{
    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("POST /v1/login", new RouteText("login", KeyTexts.LoginTag, "Show a key by a cookie from now on", "For this server's own pages: the cookie is HttpOnly and SameSite=Strict, and counts in requests of pages of this origin only. It ends with the key, with the browser, or by `POST /v1/logout`.")
        {
            Body = [ApiContent.Json("Login")],
            Answers = [new ApiAnswer(200, "Who the key makes of you.", ApiContent.Json("WhoAmI")) { Headers = [("Set-Cookie", "The cookie.", ApiSchema.Text())] }],
            Problems = [.. ProblemSets.KeyLookUp, .. ProblemSets.Json],
        }),
        ("POST /v1/logout", new RouteText("logout", KeyTexts.LoginTag, "Take the cookie back", "The key stays valid. Without a cookie nothing happens.")
        {
            Answers = [new ApiAnswer(204, "The browser has no cookie any more.")],
        }),
        ("GET /v1/whoami", new RouteText("whoAmI", KeyTexts.LoginTag, "Who the caller is", "By key, by cookie, or in development by none.")
        {
            Answers = [new ApiAnswer(200, "Who.", ApiContent.Json("WhoAmI"))],
        }),
    ];
}
