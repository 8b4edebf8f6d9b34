using System.Text.Json;
using Spectre.Console;

namespace Silo.Load.Running;

/// <summary>Prints results for people or for programs.</summary>
internal static class Report
{
    public static void Write(CaseResult result, bool json)
    {
        if (json)
        {
            System.Console.Out.WriteLine(JsonSerializer.Serialize(result, LoadJson.Default.CaseResult));
            return;
        }

        var table = new Table().Title($"{result.Workload} {result.Case}").AddColumns("figure", "Silo", "ceiling");
        foreach (var (name, value) in result.Figures)
            table.AddRow(name, Text(value), result.Ceiling?.TryGetValue(name, out var ceiling) == true ? Text(ceiling) : "–");
        if (result.Ratio is { } ratio) table.AddRow("ratio", $"{ratio:0.00}", string.Empty);
        AnsiConsole.Write(table);
    }

    private static string Text(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.###");
}
