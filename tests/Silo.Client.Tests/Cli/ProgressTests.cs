using Silo.Cli.Output;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Cli;

public sealed class ProgressTests
{
    [Fact]
    public void Progress_WhereSomebodyLooks_IsOneLineThatGoesAway()
    {
        using var error = new StringWriter();
        using (var progress = new Progress(Terminal(error, shows: true), new AutoTime(), "bytes sent"))
        {
            progress.Report(10, 1000);
            progress.Report(20, 1000);
        }

        Assert.StartsWith("\r10 of 1,000 (1 %) bytes sent\u001b[K", error.ToString());
        Assert.EndsWith("\r\u001b[K", error.ToString());
        Assert.DoesNotContain('\n', error.ToString());
    }

    [Fact]
    public void Progress_InAPipe_IsSilent()
    {
        using var error = new StringWriter();
        using (var progress = new Progress(Terminal(error, shows: false), new AutoTime(), "bytes sent")) progress.Report(10);
        Assert.Equal("", error.ToString());
    }

    private static Terminal Terminal(TextWriter error, bool shows) => new(TextWriter.Null, error, outputColours: false, errorColours: false) { ShowsProgress = shows };
}
