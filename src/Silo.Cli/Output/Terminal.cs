using System.Text;
using Spectre.Console;

namespace Silo.Cli.Output;

/// <summary>Where output goes. Colours only on a terminal, and not when <c>NO_COLOR</c> is set or <c>TERM</c> is <c>dumb</c>.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private const string Reset = "\u001b[0m";

    internal Terminal(TextWriter output, TextWriter error, bool outputColours, bool errorColours)
    {
        Out = output;
        Error = error;
        OutputColours = outputColours;
        ErrorColours = errorColours;
    }

    internal TextWriter Out { get; }

    internal TextWriter Error { get; }

    internal bool OutputColours { get; }

    internal bool ErrorColours { get; }

    /// <summary>Whether a person can be asked.</summary>
    internal bool IsInteractive { get; private init; }

    /// <summary>Whether output goes to a screen.</summary>
    internal bool IsScreen { get; private init; }

    /// <summary>Whether somebody sees the error output and it can be written over.</summary>
    internal bool ShowsProgress { get; init; }

    /// <summary>Cancelled when nobody reads the output any more.</summary>
    internal CancellationToken OutputClosed { get; private init; }

    internal static Terminal OfProcess()
    {
        var colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Terminal(
            Writer(Console.OpenStandardOutput()),
            Writer(Console.OpenStandardError()),
            colours && !Console.IsOutputRedirected,
            colours && !Console.IsErrorRedirected)
        {
            IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
            ShowsProgress = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
            IsScreen = !Console.IsOutputRedirected,
            OutputClosed = Console.IsOutputRedirected ? PipeWatch.Start() : CancellationToken.None,
        };
    }

    internal void Write(string text, Tone tone = Tone.Plain) => Write(Out, OutputColours, text, tone);

    internal void WriteLine(string text = "", Tone tone = Tone.Plain)
    {
        Write(text, tone);
        Out.Write('\n');
        Out.Flush();
    }

    /// <summary>Says something about the work, apart from its output.</summary>
    internal void Note(string text, Tone tone = Tone.Dim)
    {
        Out.Flush();
        Write(Error, ErrorColours, text, tone);
        Error.Write('\n');
        Error.Flush();
    }

    /// <summary>Writes a table: aligned columns on a screen, and as wide as it needs in a pipe.</summary>
    internal void WriteTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(Neutral.Line(cell))));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = OutputColours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = OutputColours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        if (!IsScreen) console.Profile.Width = 4096;
        console.Write(table);
        Out.Flush();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Out.FlushAsync();
            await Error.FlushAsync();
        }
        catch (IOException)
        {
            // Was said when it was written.
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = false, NewLine = "\n" };

    private static void Write(TextWriter writer, bool colours, string text, Tone tone)
    {
        if (!colours || tone == Tone.Plain || text.Length == 0)
        {
            writer.Write(text);
            return;
        }

        writer.Write(CodeOf(tone) + text + Reset);
    }

    /// <summary>What begins a tone on a terminal; <c>ESC [ 0 m</c> ends it.</summary>
    internal static string CodeOf(Tone tone) => tone switch
    {
        Tone.Plain => Reset,
        Tone.Dim => "\u001b[2m",
        Tone.Bold => "\u001b[1m",
        Tone.Bad => "\u001b[31m",
        _ => "\u001b[33m",
    };
}
