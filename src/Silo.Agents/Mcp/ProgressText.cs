using System.Globalization;
using ModelContextProtocol;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Mcp;

/// <summary>Puts what a server says of its progress into the stream of its call, a line each; what goes back, or comes late, is left out.</summary>
internal sealed class ProgressText(IToolOutput output)
{
    private readonly Lock _gate = new();
    private double _last = double.NegativeInfinity;

    public void Report(ProgressNotificationValue value)
    {
        var total = value.Total is { } all ? $"/{Number(all)}" : string.Empty;
        var message = value.Message is { Length: > 0 } text ? $": {PlainText.OneLine(text, 500)}" : string.Empty;
        lock (_gate)
        {
            if (!(value.Progress > _last)) return;
            _last = value.Progress;
        }

        output.Append($"progress {Number(value.Progress)}{total}{message}\n");
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) is { Length: <= 32 } text ? text : "?";
}
