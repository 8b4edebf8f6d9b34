namespace Silo.Entered.Tests;

/// <summary>This executable, to be started again.</summary>
internal static class Here
{
    internal static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Silo.Entered.Tests");
}
