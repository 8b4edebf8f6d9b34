using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;
using Silo.Agents.Definitions;
using Xunit;

namespace Silo.Agents.Tests.Definitions;

public sealed class AgentFileParserTests
{
    private const string Head = "name: a\ndriver: d\n";

    [Fact]
    public void Parse_EverySetting_ReadsIt()
    {
        var agent = Valid("""
            name: coder
            version: 1.10
            description: Writes code
            driver: model
            model:
              provider: openai
              name: some-model
              base_address: http://127.0.0.1:9000/v1
              api_key_variable: MODEL_KEY
              output_tokens_max: 4096
              thinking_tokens: 2048
              temperature: 0.5
              stall_timeout: 1.5m
              prices: {input: 3, output: 15, cache_read: 0.30, cache_write: 3.75}
            prompt: |
              Two
              lines
            tools:
              - list
              - name: shell
                effect: once
                approval: true
                timeout: 90s
            sandbox:
              mode: call
              memory_bytes_max: 512MiB
              processes_max: 64
              cpus_max: 1.5
              cpu_time_max: 90s
              open_files_max: 128
              file_bytes_max: 1048576
              output_bytes_max: 1MiB
              tmp_bytes_max: 2MiB
              tmp_files_max: 100
              workspace_bytes_max: 3MiB
              workspace_files_max: 200
            limits:
              turn_model_calls_max: 7
              turn_steps_max: 70
              turn_deadline: infinite
              queued_turns_max: 0
              message_bytes_max: 4MiB
              parallel_tools_max: 2
              tool_output_bytes_max: 2000
              artifact_bytes_max: 5KiB
            keep_alive: 500ms
            settings:
              a: [1, true, ~, "1", text > text]
            """);

        Assert.Equal("coder", agent.Name);
        Assert.Equal("1.10", agent.Version);
        Assert.Equal("Writes code", agent.Description);
        Assert.Equal("model", agent.Driver);
        Assert.Equal(
            new ModelSettings
            {
                Provider = "openai",
                Name = "some-model",
                BaseAddress = new Uri("http://127.0.0.1:9000/v1"),
                ApiKeyVariable = "MODEL_KEY",
                OutputTokensMax = 4096,
                ThinkingTokens = 2048,
                Temperature = 0.5,
                StallTimeout = TimeSpan.FromSeconds(90),
                Prices = new ModelPrices(3, 15, 0.30m, 3.75m),
            },
            agent.Model);
        Assert.Equal("Two\nlines\n", agent.Prompt);
        Assert.Equal(
            [
                new ToolSettings { Name = "list" },
                new ToolSettings { Name = "shell", Effect = Effect.Once, Approval = true, Timeout = TimeSpan.FromSeconds(90) },
            ],
            agent.Tools);
        Assert.Equal(
            new SandboxSettings
            {
                Mode = SandboxMode.Call,
                MemoryBytesMax = 512 << 20,
                ProcessesMax = 64,
                CpusMax = 1.5m,
                CpuTimeMax = TimeSpan.FromSeconds(90),
                OpenFilesMax = 128,
                FileBytesMax = 1 << 20,
                OutputBytesMax = 1 << 20,
                TmpBytesMax = 2 << 20,
                TmpFilesMax = 100,
                WorkspaceBytesMax = 3 << 20,
                WorkspaceFilesMax = 200,
            },
            agent.Sandbox);
        Assert.Equal(
            new AgentLimits
            {
                TurnModelCallsMax = 7,
                TurnStepsMax = 70,
                TurnDeadline = null,
                QueuedTurnsMax = 0,
                MessageBytesMax = 4 << 20,
                ParallelToolsMax = 2,
                ToolOutputBytesMax = 2000,
                ArtifactBytesMax = 5 * 1024,
            },
            agent.Limits);
        Assert.Equal(TimeSpan.FromMilliseconds(500), agent.KeepAlive);
        Assert.Equal("""{"a":[1,true,null,"1","text > text"]}""", agent.Settings?.GetRawText());
    }

    [Fact]
    public void Parse_RulesAndRatesOfTools_ReadsThem()
    {
        var tools = Valid(Head + """
            tools:
              - name: shell
                allow: [{argument: command, matches: "git *"}]
                deny:
                  - {argument: command, matches: "*--force*"}
                  - argument: timeout_ms
                rate: 10/1.5m
                concurrency: 2
              - {name: github__*, deny: all}
            """).Tools;

        Assert.Equal([new ToolRule { Argument = "command", Matches = "git *" }], tools[0].Allow);
        Assert.Equal([new ToolRule { Argument = "command", Matches = "*--force*" }, new ToolRule { Argument = "timeout_ms" }], tools[0].Deny);
        Assert.Equal((new ToolRate(10, TimeSpan.FromSeconds(90)), 2, false), (tools[0].Rate, tools[0].Concurrency, tools[0].IsDenied));
        Assert.True(tools[1].IsDenied);
        var stored = AgentJson.FromElement(AgentJson.ToElement(new AgentDefinition { Name = "a", Version = "1", Driver = "d", Tools = tools })).Tools;
        Assert.Equal((tools[0].Rate, tools[0].Deny![0], tools[1].IsDenied), (stored[0].Rate, stored[0].Deny![0], stored[1].IsDenied));
    }

    [Fact]
    public void Parse_NameAndDriverOnly_HasTheDefaultsOfTheRecords()
    {
        var agent = Valid(Head);

        Assert.Equal(new AgentDefinition { Name = "a", Driver = "d", Version = agent.Version, Tools = agent.Tools }, agent);
        Assert.Empty(agent.Tools);
    }

    [Fact]
    public void Parse_NoVersion_TakesTheBeginningOfTheHash()
    {
        // echo -n 'name: a
        // driver: d
        // ' | sha256sum
        Assert.Equal("d1a0a4629b51", Valid(Head).Version);
        Assert.NotEqual(Valid(Head).Version, Valid(Head + "# a comment counts too\n").Version);
    }

    [Theory]
    [InlineData("driver: d", "a.yaml:1:1: name: is missing")]
    [InlineData("name: a", "a.yaml:1:1: driver: is missing")]
    [InlineData("name: A b\ndriver: d", "a.yaml:1:7: name: 'A b' is not a name; allowed: 1 to 64 characters of a-z 0-9 -")]
    [InlineData(Head + "version: a b", "a.yaml:3:10: version: 'a b' is not a version; allowed: 1 to 64 characters of A-Z a-z 0-9 . _ + -")]
    [InlineData(Head + "description: [a]", "a.yaml:3:14: description: a list expected a single value")]
    [InlineData(Head + "description: true", "a.yaml:3:14: description: 'true' expected text; put it in quotes")]
    [InlineData(Head + "description: \"a\\nb\"", "a.yaml:3:14: description: 'a b' expected one line")]
    [InlineData(Head + "promt: x", "a.yaml:3:1: promt: is not a setting; allowed here: name, version, description, driver, model, prompt, tools, mcp, sandbox, limits, keep_alive, retention, settings")]
    [InlineData(Head + "name: b", "a.yaml:3:1: name: is set a second time; first in line 1")]
    [InlineData(Head + "limits: 3", "a.yaml:3:9: limits: '3' expected a mapping of settings")]
    [InlineData(Head + "limits:\n  turn_steps_max: 0", "a.yaml:4:19: limits.turn_steps_max: '0' is out of range; allowed: 1 to 100000")]
    [InlineData(Head + "limits:\n  turn_steps_max: many", "a.yaml:4:19: limits.turn_steps_max: 'many' expected a whole number; allowed: 1 to 100000")]
    [InlineData(Head + "limits:\n  turn_steps_max: \"5\"", "a.yaml:4:19: limits.turn_steps_max: '5' expected a whole number; allowed: 1 to 100000")]
    [InlineData(Head + "limits: {steps: 1}", "a.yaml:3:10: limits.steps: is not a setting; allowed here: turn_model_calls_max, turn_steps_max, turn_deadline, queued_turns_max, message_bytes_max, parallel_tools_max, tool_output_bytes_max, artifact_bytes_max")]
    [InlineData(Head + "limits: {turn_deadline: 31d}", "a.yaml:3:25: limits.turn_deadline: '31d' is out of range; allowed: 1s to 30d, or infinite")]
    [InlineData(Head + "limits: {message_bytes_max: 1}", "a.yaml:3:29: limits.message_bytes_max: '1' is out of range; allowed: 1KiB to 16MiB")]
    [InlineData(Head + "limits: {message_bytes_max: 4MB}", "a.yaml:3:29: limits.message_bytes_max: '4MB' expected a whole number of bytes, or a number and one of KiB, MiB, GiB, TiB, such as 4MiB; allowed: 1KiB to 16MiB")]
    [InlineData(Head + "keep_alive: 300", "a.yaml:3:13: keep_alive: '300' expected a number and one of ms, s, m, h, d, such as 500ms or 30s; allowed: 0s to 1d")]
    [InlineData(Head + "keep_alive: -1s", "a.yaml:3:13: keep_alive: '-1s' expected a number and one of ms, s, m, h, d, such as 500ms or 30s; allowed: 0s to 1d")]
    [InlineData(Head + "tools: shell", "a.yaml:3:8: tools: 'shell' expected a list of tools")]
    [InlineData(Head + "tools: [[a]]", "a.yaml:3:9: tools[0]: a list expected a tool's name, or a mapping with its name")]
    [InlineData(Head + "tools:\n  - approval: true", "a.yaml:4:5: tools[0].name: is missing")]
    [InlineData(Head + "tools:\n  - {name: a, approval: maybe}", "a.yaml:4:25: tools[0].approval: 'maybe' expected true or false")]
    [InlineData(Head + "tools:\n  - {name: a, effect: twice}", "a.yaml:4:23: tools[0].effect: 'twice' is not known; allowed: pure, idempotent, workspace, verify, once, compensated")]
    [InlineData(Head + "tools:\n  - {name: a, rate: often}", "a.yaml:4:21: tools[0].rate: 'often' expected calls and a span, such as 10/1m; allowed: 1 to 1000 calls, 1s to 24h")]
    [InlineData(Head + "tools:\n  - {name: a, rate: 0/1m}", "a.yaml:4:21: tools[0].rate: '0/1m' expected calls and a span, such as 10/1m; allowed: 1 to 1000 calls, 1s to 24h")]
    [InlineData(Head + "tools:\n  - {name: a, rate: 5/2d}", "a.yaml:4:21: tools[0].rate: '5/2d' expected calls and a span, such as 10/1m; allowed: 1 to 1000 calls, 1s to 24h")]
    [InlineData(Head + "tools:\n  - {name: a, concurrency: 65}", "a.yaml:4:28: tools[0].concurrency: '65' is out of range; allowed: 1 to 64")]
    [InlineData(Head + "tools:\n  - {name: a, deny: everything}", "a.yaml:4:21: tools[0].deny: 'everything' expected all, or a list of rules such as {argument: command, matches: 'git *'}")]
    [InlineData(Head + "tools:\n  - {name: a, allow: []}", "a.yaml:4:22: tools[0].allow: has 0 entries; allowed: 1 to 64")]
    [InlineData(Head + "tools:\n  - {name: a, allow: [x]}", "a.yaml:4:23: tools[0].allow[0]: 'x' expected a rule such as {argument: command, matches: 'git *'}")]
    [InlineData(Head + "tools:\n  - {name: a, allow: [{matches: x}]}", "a.yaml:4:23: tools[0].allow[0].argument: is missing")]
    [InlineData(Head + "tools:\n  - {name: a, allow: [{argument: a..b}]}", "a.yaml:4:34: tools[0].allow[0].argument: 'a..b' is not a path; expected names joined by '.', such as command or options.file")]
    [InlineData(Head + "tools:\n  - {name: a, allow: [{argument: a, match: x}]}", "a.yaml:4:37: tools[0].allow[0].match: is not a setting; allowed here: argument, matches")]
    [InlineData(Head + "model: {provider: x, name: y}", "a.yaml:3:19: model.provider: 'x' is not known; allowed: anthropic, openai")]
    [InlineData(Head + "model: {provider: openai}", "a.yaml:3:8: model.name: is missing")]
    [InlineData(Head + "model: {provider: openai, name: y, temperature: 3}", "a.yaml:3:49: model.temperature: '3' is out of range; allowed: 0 to 2")]
    [InlineData(Head + "model: {provider: openai, name: y, thinking_tokens: 8192}", "a.yaml:3:53: model.thinking_tokens: '8192' is out of range; allowed: 1024 to less than output_tokens_max, which is 8192")]
    [InlineData(Head + "model: {provider: openai, name: y, base_address: ftp://x}", "a.yaml:3:50: model.base_address: 'ftp://x' is not an address; allowed: an absolute http or https address without user and password")]
    [InlineData(Head + "model: {provider: openai, name: y, api_key_variable: sk-secret}", "a.yaml:3:54: model.api_key_variable: is not the name of an environment variable; the key itself does not belong here")]
    [InlineData(Head + "model: {provider: openai, name: y, prices: {input: 1}}", "a.yaml:3:44: model.prices.output: is missing")]
    [InlineData(Head + "settings: 1", "a.yaml:3:11: settings: '1' expected a mapping of settings")]
    [InlineData("", "a.yaml:1:1: the file is empty; expected a mapping of settings")]
    [InlineData("- a", "a.yaml:1:1: expected a mapping of settings, found a list")]
    [InlineData(Head + "---\nname: b", "a.yaml:3:1: a second document begins; a file holds one agent")]
    [InlineData(Head + "settings:\n  a: &x 1\n  b: *x", "a.yaml:4:6: not valid YAML: anchors and tags are not allowed; write the value out")]
    [InlineData(Head + "settings: {b: *x }", "a.yaml:3:15: not valid YAML: aliases are not allowed; write the value out")]
    [InlineData(Head + "settings: {b: !!str x}", "a.yaml:3:15: not valid YAML: anchors and tags are not allowed; write the value out")]
    [InlineData(Head + "settings:\n  [a]: b", "a.yaml:4:3: not valid YAML: a key must be a single value")]
    [InlineData(Head + "limits:\n\tturn_steps_max: 1", "a.yaml:4:1: not valid YAML: While scanning a mapping, found invalid tab as indentation.")]
    public void Parse_OneError_NamesPlaceSettingValueAndRange(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Errors(text)));

    [Fact]
    public void Parse_ManyErrors_FindsAllAtOnce()
    {
        var errors = Errors("""
            name: Not A Name
            colour: red
            limits:
              turn_steps_max: -1
              turn_deadline: soon
            tools:
              - name: shell
                timeout: 0s
            keep_alive: 2d
            """);

        Assert.Equal(
            ["1:7", "1:1", "8:14", "4:19", "5:18", "9:13", "2:1"],
            errors.Select(error => string.Join(':', error.Split(':')[1..3])));
    }

    [Fact]
    public void Parse_NestedTooDeep_StopsThere()
    {
        var text = Head + "settings: " + new string('[', 100_000);

        Assert.Equal("a.yaml:3:34: not valid YAML: nested deeper than 24 levels", Assert.Single(Errors(text)));
    }

    [Fact]
    public void Parse_FileTooLarge_IsRefusedUnread() =>
        Assert.Equal("a.yaml: the file is larger than 262144 bytes", Assert.Single(Errors(Head + "#" + new string('x', 262_144))));

    [Fact]
    public void Parse_DefinitionTooLargeForAnEvent_IsRefused()
    {
        // Each of these takes two bytes in the file and six as JSON.
        var errors = Errors(Head + "prompt: " + new string('é', 60_000));

        Assert.StartsWith("a.yaml: the definition has 360", Assert.Single(errors));
    }

    [Fact]
    public void Parse_NotUtf8_NamesTheLine()
    {
        var errors = new SettingErrors("a.yaml");

        AgentFileParser.Parse((byte[])[.. "name: a\ndriver: "u8, 0xff, 0x0a], errors);

        Assert.Equal("a.yaml:2:1: not valid UTF-8", Assert.Single(errors.All).ToString());
    }

    [Fact]
    public void Parse_ThousandsOfErrors_ListsAHundred() =>
        Assert.Equal(100, Errors(Head + string.Concat(Enumerable.Range(0, 5000).Select(i => $"key{i}: 1\n"))).Count);

    private static AgentDefinition Valid(string text)
    {
        var errors = new SettingErrors("a.yaml");
        var (agent, _) = AgentFileParser.Parse(Encoding.UTF8.GetBytes(text), errors);
        Assert.Empty(errors.All);
        return agent!;
    }

    private static List<string> Errors(string text)
    {
        var errors = new SettingErrors("a.yaml");
        var (agent, _) = AgentFileParser.Parse(Encoding.UTF8.GetBytes(text), errors);
        Assert.Null(agent);
        return [.. errors.All.Select(error => error.ToString())];
    }
}
