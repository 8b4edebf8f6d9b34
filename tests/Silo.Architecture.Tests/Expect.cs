using Xunit;

namespace Silo.Architecture.Tests;

/// <summary>A failed rule lists everything that breaks it, uncut.</summary>
internal static class Expect
{
    internal static void None(IEnumerable<string> found)
    {
        var all = found.ToList();
        if (all.Count > 0) Assert.Fail(string.Join('\n', all));
    }
}
