namespace Silo.Entered.Tests;

/// <summary>This executable, to be started again.</summary>
internal static class Here
{
    internal static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Silo.Entered.Tests");

    /// <summary>The same in a user namespace of its own.</summary>
    internal static string[] Entered => [System.IO.Path.Combine(AppContext.BaseDirectory, "Silo.Spawner"), "enter", "--", Path];
}
