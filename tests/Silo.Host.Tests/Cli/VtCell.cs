namespace Silo.Host.Tests.Cli;

/// <summary>One place of a screen.</summary>
/// <param name="Text">What stands there; empty behind a wide character.</param>
/// <param name="Style">The colour codes that hold, such as <c>1</c> or <c>2;33</c>; empty for none.</param>
internal readonly record struct VtCell(string Text, string Style)
{
    public static VtCell Blank { get; } = new(" ", string.Empty);
}
