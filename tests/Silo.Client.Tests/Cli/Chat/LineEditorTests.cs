using Silo.Cli.Chat;
using Xunit;

namespace Silo.Client.Tests.Cli.Chat;

public sealed class LineEditorTests
{
    [Fact]
    public void Editor_MovesAndCutsWholeCharacters()
    {
        var editor = new LineEditor();
        Type(editor, "one 👩‍💻é two");
        Press(editor, KeyKind.WordLeft, KeyKind.Left, KeyKind.Backspace);
        Assert.Equal("one 👩‍💻 two", editor.Text);
        Press(editor, KeyKind.Backspace);
        Assert.Equal("one  two", editor.Text);
        Press(editor, KeyKind.DeleteWord, KeyKind.Delete);
        Assert.Equal("two", editor.Text.Trim());
        Press(editor, KeyKind.End, KeyKind.DeleteToStart);
        Assert.Equal(("", 0), (editor.Text, editor.Cursor));
    }

    [Fact]
    public void Editor_History_BringsBackWhatWasSentAndTheDraft()
    {
        var editor = new LineEditor();
        Type(editor, "first");
        Assert.Equal("first", editor.Take());
        Type(editor, "second");
        editor.Take();
        Type(editor, "draft");
        Press(editor, KeyKind.Up);
        Assert.Equal("second", editor.Text);
        Press(editor, KeyKind.Up, KeyKind.Up);
        Assert.Equal("first", editor.Text);
        Press(editor, KeyKind.Down, KeyKind.Down);
        Assert.Equal("draft", editor.Text);
    }

    [Fact]
    public void Editor_LongText_IsBoundedAtAWholeCharacter()
    {
        var editor = new LineEditor();
        Type(editor, new string('x', LineEditor.LengthMax - 1) + "😀");
        Assert.Equal(LineEditor.LengthMax - 1, editor.Text.Length);
    }

    private static void Type(LineEditor editor, string text) => editor.Apply(new Key(KeyKind.Text, text));

    private static void Press(LineEditor editor, params IEnumerable<KeyKind> keys)
    {
        foreach (var key in keys) editor.Apply(new Key(key));
    }
}
