using System.Text.Json;
using Silo.Abstractions.Tools;
using Xunit;

namespace Silo.Agents.Tests.Tools;

public sealed class BuiltInToolsTests : ToolTest
{
    public static TheoryData<string, string> BadInputs => new()
    {
        { "shell", "{}" },
        { "shell", """{"command":""}""" },
        { "shell", """{"command":null}""" },
        { "shell", """{"command":["ls"]}""" },
        { "shell", """{"command":"a\u0000b"}""" },
        { "shell", """{"command":"\ud800"}""" },
        { "shell", """{"command":"ls","timeout_ms":0}""" },
        { "shell", """{"command":"ls","timeout_ms":1.5}""" },
        { "shell", """{"command":"ls","timeout_ms":"5"}""" },
        { "shell", """{"command":"ls","timeout_ms":99999999999}""" },
        { "shell", """{"command":"ls","cwd":"/"}""" },
        { "shell", """{"command":"ls","command":"rm"}""" },
        { "shell", $$"""{"command":"{{new string('x', 100_001)}}"}""" },
        { "shell", "[]" },
        { "shell", "null" },
        { "read_file", "{}" },
        { "read_file", """{"path":"/etc/passwd"}""" },
        { "read_file", """{"path":"../x"}""" },
        { "read_file", """{"path":"a\nb"}""" },
        { "read_file", """{"path":"f","offset":0}""" },
        { "read_file", """{"path":"f","limit":10001}""" },
        { "read_file", """{"path":"f","limit":-1}""" },
        { "read_file", """{"path":7}""" },
        { "write_file", """{"path":"f"}""" },
        { "write_file", """{"content":"x"}""" },
        { "write_file", """{"path":"../f","content":"x"}""" },
        { "write_file", $$"""{"path":"f","content":"{{new string('x', 1_048_577)}}"}""" },
        { "write_file", """{"path":"f","content":"x","mode":"777"}""" },
        { "edit_file", """{"path":"f","old_text":"","new_text":"x"}""" },
        { "edit_file", """{"path":"f","old_text":"x","new_text":"x"}""" },
        { "edit_file", """{"path":"f","old_text":"x"}""" },
        { "edit_file", """{"path":"f","old_text":"x","new_text":"y","replace_all":"yes"}""" },
        { "list", """{"path":"/"}""" },
        { "list", """{"path":""}""" },
        { "list", """{"limit":5001}""" },
        { "list", """{"recursive":1}""" },
        { "grep", "{}" },
        { "grep", """{"pattern":"("}""" },
        { "grep", """{"pattern":"(a)\\1"}""" },
        { "grep", """{"pattern":"(?=a)"}""" },
        { "grep", """{"pattern":"((a{1000}){1000}){1000}"}""" },
        { "grep", """{"pattern":"a","glob":"{a"}""" },
        { "grep", """{"pattern":"a","glob":"{a,{b}}"}""" },
        { "grep", """{"pattern":"a","path":".."}""" },
        { "publish_artifact", "{}" },
        { "publish_artifact", """{"path":"../f"}""" },
        { "publish_artifact", """{"path":"f","name":7}""" },
        { "publish_artifact", """{"path":"f","title":"\ud800"}""" },
        { "publish_artifact", $$"""{"path":"f","name":"{{new string('x', 201)}}"}""" },
        { "grep", $$"""{"pattern":"{{new string('x', 1_001)}}"}""" },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public async Task Run_BadInput_SaysWhatIsWrongAndDoesNothing(string tool, string json)
    {
        Put("f", "x");
        var result = await RunJsonAsync(tool, json);
        AssertFailed("input_invalid", result);
        Assert.InRange(result.Text.Length, 20, 2_000);
        Assert.Equal(0, ProbesReached);
        Assert.Equal("x", await File.ReadAllTextAsync(Host("f"), Cancellation));
    }

    [Fact]
    public async Task Run_SeveralThingsWrong_NamesThemAll()
    {
        var result = await RunJsonAsync("read_file", """{"offset":0,"limit":0,"what":1}""");
        foreach (var name in new[] { "path", "offset", "limit", "what" }) Assert.Contains($"'{name}'", result.Text);
    }

    [Fact]
    public async Task Run_ThousandsOfUnknownFields_AnswersBriefly()
    {
        var fields = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"{new string('f', 1000)}{i}\":1"));
        Assert.InRange((await RunJsonAsync("list", "{" + fields + "}")).Text.Length, 1, 3_000);
    }

    [Fact]
    public void Source_KnowsItsToolsInTheAgentsOrder()
    {
        var tools = Tools();
        Assert.Equal(["shell", "read_file", "write_file", "edit_file", "list", "grep", "publish_artifact"], tools.Select(t => t.Definition.Name));
        Assert.Equal(
            [Effect.Workspace, Effect.Pure, Effect.Workspace, Effect.Workspace, Effect.Pure, Effect.Pure, Effect.Idempotent],
            tools.Select(t => t.Definition.Effect));
    }

    [Fact]
    public void Schemas_AreStrictAndKnowTheirFields()
    {
        foreach (var schema in Tools().Select(t => t.Definition.InputSchema))
        {
            Assert.Equal("object", schema.GetProperty("type").GetString());
            Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
            var names = schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).ToHashSet();
            if (schema.TryGetProperty("required", out var required))
                Assert.Subset(names, required.EnumerateArray().Select(r => r.GetString()!).ToHashSet());
            Assert.All(schema.GetProperty("properties").EnumerateObject(), p => Assert.NotEqual(JsonValueKind.Undefined, p.Value.GetProperty("description").ValueKind));
        }
    }

    [Theory]
    [InlineData("read_file", """{"path":"out"}""", "path_outside")]
    [InlineData("edit_file", """{"path":"out","old_text":"a","new_text":"b"}""", "path_outside")]
    [InlineData("write_file", """{"path":"out","content":"x"}""", "not_a_file")]
    [InlineData("list", """{"path":"out"}""", "path_outside")]
    [InlineData("read_file", """{"path":"none"}""", "file_not_found")]
    [InlineData("grep", """{"pattern":"a","path":"none"}""", "file_not_found")]
    [InlineData("grep", """{"pattern":"a","path":"out"}""", "path_outside")]
    [InlineData("list", """{"path":"f"}""", "not_a_directory")]
    [InlineData("publish_artifact", """{"path":"out"}""", "path_outside")]
    [InlineData("publish_artifact", """{"path":"none"}""", "file_not_found")]
    [InlineData("publish_artifact", """{"path":"."}""", "not_a_file")]
    public async Task Run_WorkspaceRefuses_IsAResultWithItsCode(string tool, string json, string code)
    {
        Put("f", "x");
        File.CreateSymbolicLink(Host("out"), "/etc/passwd");
        AssertFailed(code, await RunJsonAsync(tool, json));
    }
}
