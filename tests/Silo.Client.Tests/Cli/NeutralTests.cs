using System.Text.Json;
using Silo.Cli.Output;
using Silo.Client.Streams;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli;

public sealed class NeutralTests
{
    [Fact]
    public void Neutral_EveryCharacter_IsKeptOrMadeVisible()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var text = Neutral.Text(((char)c).ToString());
            Assert.DoesNotContain(text, IsDangerous);
            if (!IsDangerous((char)c)) Assert.Equal(((char)c).ToString(), text);
        }
    }

    [Fact]
    public void Neutral_Line_HasNoLineEnds() => Assert.Equal("a␊b␉c␍", Neutral.Line("a\nb\tc\r"));

    [Fact]
    public void Neutral_Json_IsTheSameDocument()
    {
        var json = "{\n\t\"a\u202e\": \"x\u009b\u007f\"}";
        var safe = Neutral.Json(json);
        Assert.DoesNotContain(safe, c => IsDangerous(c) || c is '\n' or '\t');
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, JsonDocument.Parse(safe).RootElement));
    }

    [Fact]
    public void Printer_OnAScreen_DimsThoughtsAndOpensNoOtherCode()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var printer = new ItemPrinter(new Terminal(output, error, outputColours: true, errorColours: true), raw: false, prompts: false, []);
        foreach (StreamItem item in Script.WholeTurn().Decode()) printer.Print(item);
        Assert.Contains("\u001b[2mLöok: \u001b[0m", output.ToString());
        Assert.Contains("I run \"it\".", output.ToString());
        Assert.DoesNotContain("\u001b[2mI run", output.ToString());
    }

    private static bool IsDangerous(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u061c' or '\u200e' or '\u200f' or '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
