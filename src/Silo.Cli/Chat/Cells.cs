using System.Text;
using Spectre.Console.Rendering;

namespace Silo.Cli.Chat;

/// <summary>How many columns a character takes.</summary>
internal static class Cells
{
    internal static int Of(Rune rune)
    {
        if (rune.Value is >= ' ' and <= '~') return 1;
        return Math.Clamp(new Segment(rune.ToString()).CellCount(), 0, 2);
    }
}
