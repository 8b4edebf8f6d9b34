using System.Globalization;
using System.Security;
using System.Text;

namespace Silo.Host.Tests.Cli;

/// <summary>Draws a screen as a picture: the same screen gives the same bytes.</summary>
internal static class ScreenSvg
{
    private const double CellWidth = 8.4;
    private const int RowHeight = 19;
    private const int Margin = 14;
    private const int Bar = 26;

    public static string Draw(VtScreen screen, string title)
    {
        var columns = screen.Rows[0].Length;
        var width = Number((columns * CellWidth) + (2 * Margin));
        var height = (screen.Rows.Count * RowHeight) + (2 * Margin) + Bar;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{SecurityElement.Escape(title)}">
            <rect width="100%" height="100%" rx="8" fill="#16181d"/>
            <text x="{Margin}" y="19" fill="#8a919e" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="12">{SecurityElement.Escape(title)}</text>
            <g fill="#d6dae2" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">

            """);
        foreach (var (n, row) in screen.Rows.Index()) Row(svg, row, (n * RowHeight) + Margin + Bar + 10);
        var (cursorRow, cursorColumn) = screen.Cursor;
        svg.Append(CultureInfo.InvariantCulture, $"""
            <rect x="{Number((cursorColumn * CellWidth) + Margin)}" y="{(cursorRow * RowHeight) + Margin + Bar - 5}" width="{CellWidth}" height="18" opacity="0.6"/>
            </g>
            </svg>

            """);
        return svg.ToString();
    }

    // Each run of one style says where it begins and how long it is, so that another font's widths move nothing.
    private static void Row(StringBuilder svg, VtCell[] row, int y)
    {
        for (var from = 0; from < row.Length;)
        {
            var to = from + 1;
            while (to < row.Length && row[to].Style == row[from].Style) to++;
            var text = string.Concat(row[from..to].Select(c => c.Text));
            if (text.TrimEnd(' ').Length > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Number((from * CellWidth) + Margin)}" y="{y}" textLength="{Number((to - from) * CellWidth)}"{Attributes(row[from].Style)}>{SecurityElement.Escape(text)}</text>""");
                svg.Append('\n');
            }

            from = to;
        }
    }

    private static string Attributes(string style) => string.Concat(style.Split(';').Select(code => code switch
    {
        "" => "",
        "1" => " font-weight=\"bold\"",
        "2" => " fill=\"#8a919e\"",
        "31" => " fill=\"#f2777a\"",
        "33" => " fill=\"#e8c268\"",
        _ => throw new InvalidOperationException($"No picture of the colour code {code}."),
    }));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
