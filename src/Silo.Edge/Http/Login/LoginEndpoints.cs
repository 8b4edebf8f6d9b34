using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;
using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;

namespace Silo.Edge.Http.Login;

/// <summary>Lets this server's own pages show a key by a cookie, and says to callers who they are.</summary>
internal static class LoginEndpoints
{
    // A key, and room for what JSON does to it.
    private const int BytesMax = 16 * 1024;

    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapOpen(HttpMethods.Post, "/v1/login", LoginAsync);
        routes.MapOpen(HttpMethods.Post, "/v1/logout", Logout);
        // The least that any role may.
        routes.Map(HttpMethods.Get, "/v1/whoami", Operation.SessionRead, WhoAmI);
    }

    private static async Task<IResult> LoginAsync(HttpContext context, Authenticator authenticator, CallerRates rates)
    {
        if (SameOrigin.RefuseLogin(context.Request) is { } foreign) return new ProblemResult(foreign);
        var body = (await JsonBody<LoginBody>.ReadAsync(context.Request, RequestJson.Default.LoginBody, BytesMax)).Value;
        if (body.Key is not { Length: >= 1 and <= LoginCookie.CharsMax } key)
            return new ProblemResult(new Problem(ProblemCodes.BodyInvalid, $"'key' is needed, of at most {LoginCookie.CharsMax} characters."));
        var answer = await authenticator.ByCredentialAsync(context, key, CallerProof.Cookie);
        if (!answer.IsKnown) return new ProblemResult(answer.Refused);
        if (!rates.TryTake(answer.Identity, out var refused)) return new ProblemResult(refused);
        LoginCookie.Set(context, key);
        return TypedResults.Json(WhoAmIBody.From(answer.Identity), ResponseJson.Relaxed.WhoAmIBody);
    }

    private static IResult Logout(HttpContext context)
    {
        if (SameOrigin.RefuseLogin(context.Request) is { } foreign) return new ProblemResult(foreign);
        LoginCookie.Clear(context);
        return TypedResults.NoContent();
    }

    private static JsonHttpResult<WhoAmIBody> WhoAmI(HttpContext context) => TypedResults.Json(WhoAmIBody.From(context.Identity()), ResponseJson.Relaxed.WhoAmIBody);
}
