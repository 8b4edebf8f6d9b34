using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Silo.Host.Configuration;
using Xunit;

namespace Silo.Host.Tests.Configuration;

/// <summary>What people read about the settings is what holds.</summary>
public sealed class SettingDocumentTests
{
    private static readonly Func<string, string?> Home = name => name == "HOME" ? "/home/anna" : null;

    public static TheoryData<string> Bounded => [.. SettingList.All.Where(setting => setting.Least is not null).Select(setting => setting.Key)];

    [Fact]
    public void Manual_Table_IsWhatTheOptionsSay()
    {
        var file = Path.Combine(Repository(), "docs", "operating", "configuration.md");
        var manual = File.ReadAllText(file);
        var expected = SettingDocument.Into(manual);
        if (Environment.GetEnvironmentVariable("SILO_WRITE_CONFIGURATION") == "1") File.WriteAllText(file, expected, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.True(File.ReadAllText(file) == expected, "docs/operating/configuration.md is not what the options say. Look at what changed, then run this test with SILO_WRITE_CONFIGURATION=1.");
        foreach (var page in SettingList.All.Select(setting => setting.See).OfType<string>())
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, page.Split('#')[0])), $"There is no page {page}.");
    }

    [Fact]
    public void Help_NamesEverySetting()
    {
        var help = HostArguments.Answer(["--help"])!;
        foreach (var setting in SettingList.All)
        {
            Assert.Contains("  " + setting.Key + Environment.NewLine, help);
            Assert.Contains(setting.What, help);
        }
    }

    /// <summary>The bounds that are shown are those that the options check: no less, no more.</summary>
    [Theory]
    [MemberData(nameof(Bounded))]
    public void Bounds_ThatAreShown_AreThoseThatHold(string key)
    {
        var setting = SettingList.All.Single(one => one.Key == key);
        Assert.Null(Refused(setting.Key, setting.Least!));
        Assert.Null(Refused(setting.Key, setting.Most!));
        Assert.NotNull(Refused(setting.Key, Beyond(setting, setting.Least!, -1)));
        Assert.NotNull(Refused(setting.Key, Beyond(setting, setting.Most!, 1)));
    }

    private static string Beyond(Setting setting, string bound, int step) => setting.Type == "duration"
        ? TimeSpan.ParseExact(bound, "c", CultureInfo.InvariantCulture).Add(TimeSpan.FromMilliseconds(step)).ToString("c", CultureInfo.InvariantCulture)
        : (long.Parse(bound, CultureInfo.InvariantCulture) + step).ToString(CultureInfo.InvariantCulture);

    private static string? Refused(string key, string value)
    {
        try
        {
            SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build(), Home);
            return null;
        }
        catch (SettingsInvalidException e)
        {
            return Assert.Single(e.Errors);
        }
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Silo.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
