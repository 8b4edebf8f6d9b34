using Microsoft.AspNetCore.Builder;

namespace Silo.Console;

/// <summary>Puts the chat page into a web application: <c>/</c>, <c>/s/{session}</c> and its files below <c>/console/</c>.</summary>
public static class SiloConsole
{
    /// <summary>Serves the page's files. Call it before the API is mapped: they need no key, and no route of the API is hidden by them.</summary>
    public static IApplicationBuilder UseSiloConsole(this IApplicationBuilder app) => app.UseMiddleware<ConsoleMiddleware>();
}
