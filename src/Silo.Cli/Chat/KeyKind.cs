namespace Silo.Cli.Chat;

/// <summary>What a key does in the line editor.</summary>
internal enum KeyKind
{
    /// <summary>Text was typed or pasted.</summary>
    Text,

    /// <summary>The line is to be sent.</summary>
    Enter,

    /// <summary>A line end within the text.</summary>
    NewLine,

    /// <summary>Escape by itself.</summary>
    Escape,

    /// <summary>Ctrl-C.</summary>
    Interrupt,

    /// <summary>Ctrl-D.</summary>
    EndOfInput,

    /// <summary>Ctrl-L.</summary>
    Redraw,

    /// <summary>Takes the character before the cursor away.</summary>
    Backspace,

    /// <summary>Takes the character under the cursor away.</summary>
    Delete,

    /// <summary>Takes the word before the cursor away.</summary>
    DeleteWord,

    /// <summary>Takes everything before the cursor away.</summary>
    DeleteToStart,

    /// <summary>Takes everything from the cursor on away.</summary>
    DeleteToEnd,

    /// <summary>One character to the left.</summary>
    Left,

    /// <summary>One character to the right.</summary>
    Right,

    /// <summary>One word to the left.</summary>
    WordLeft,

    /// <summary>One word to the right.</summary>
    WordRight,

    /// <summary>To the start.</summary>
    Home,

    /// <summary>To the end.</summary>
    End,

    /// <summary>The line that was sent before.</summary>
    Up,

    /// <summary>The line that was sent after.</summary>
    Down,
}
