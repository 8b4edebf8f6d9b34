using Silo.Agents.Mcp;
using Xunit;

namespace Silo.Agents.Tests.Mcp;

public sealed class McpToolNamesTests
{
    [Theory]
    [InlineData("read_file", "srv__read_file")]
    [InlineData("Read File", "srv__read_file")]
    [InlineData("größe", "srv__gr__e")]
    [InlineData("", "srv___")]
    public void Names_OddCharacters_BecomeOnesThatAModelMaySay(string tool, string expected) => Assert.Equal(expected, McpToolNames.Of("srv", [tool])[tool]);

    [Fact]
    public void Names_ThatWouldBeAlike_AreToldApartWhateverTheirOrder()
    {
        string[] tools = ["read file", "read_file", "read.file", "READ FILE"];
        var names = McpToolNames.Of("srv", tools);
        Assert.Equal(tools.Length, names.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("srv__read_file", names["read_file"]);
        Assert.Equal(names, McpToolNames.Of("srv", [.. tools.Reverse()]));
    }

    [Fact]
    public void Names_TooLong_AreCutToTheBoundAndToldApart()
    {
        string[] tools = [new string('a', 200) + "1", new string('a', 200) + "2"];
        var names = McpToolNames.Of(new string('s', 24), tools);
        Assert.All(names.Values, name => Assert.InRange(name.Length, 1, 64));
        Assert.Equal(2, names.Values.Distinct(StringComparer.Ordinal).Count());
    }
}
