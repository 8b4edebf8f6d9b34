namespace Silo.Cli.Chat;

/// <summary>A key that was pressed.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">What was typed or pasted; empty but for <see cref="KeyKind.Text"/>.</param>
internal readonly record struct Key(KeyKind Kind, string Text = "");
