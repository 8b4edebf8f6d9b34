using Silo.FakeModel;

namespace Silo.Console.Tests.Support;

/// <summary>The agents of this suite.</summary>
internal static class AgentFiles
{
    /// <summary>What a whole session shows: thoughts, text with Markdown, changes of files, a command that asks first, and what it cost.</summary>
    public const string Mender = """
        name: mender
        version: "1"
        description: Mends a small file and runs a command.
        driver: scripted
        model:
          provider: anthropic
          name: scripted-1
          prices: {input: 30, output: 150}
        tools:
          - write_file
          - edit_file
          - name: shell
            approval: true
        settings:
          per_second: 80
          replies:
            - thought: The total is never printed, so that is where to look.
              text: "I look at **total.sh** first, and mend what it prints. "
              calls:
                - tool: write_file
                  input: {path: "src/total.sh", content: "total=0\nfor n in 1 2 3; do\n  total=$n\ndone\necho $total\n"}
            - text: "The loop forgets the sum. "
              calls:
                - tool: edit_file
                  input: {path: "src/total.sh", old_text: "  total=$n\n", new_text: "  total=$((total + n))\n"}
            - text: "Now I want to run it. "
              calls:
                - tool: shell
                  input: {command: "sh src/total.sh; printf '\\033[32mok\\033[0m all 3 tests passed\\n'"}
            - text: "It prints **6**:\n\n| n | total |\n|---|---|\n| 3 | 6 |\n\n- [x] sum mended\n"
          interjected:
            text: "You said: {{interjection}}"
        """;

    /// <summary>Talks for so long that a person can do something meanwhile.</summary>
    public const string Slow = """
        name: slow
        version: "1"
        driver: scripted
        settings:
          replies:
            - tokens: {count: 2000, bytes: 8, per_second: 20}
          interjected:
            text: "You said: {{interjection}}"
        """;

    /// <summary>Has a tool, of an MCP server in its sandbox, that asks a person with a form of this schema; its result is what the server was answered.</summary>
    public static string Asking(string schema) => """
        name: asking
        version: "1"
        driver: scripted
        mcp:
          - name: form
            revision: "2025-11-25"
            start_timeout: 2m
            effect: pure
            command:
              - node
              - -e
              - |
                const write = m => process.stdout.write(JSON.stringify({jsonrpc: '2.0', ...m}) + '\n');
                let call;
                require('readline').createInterface({input: process.stdin}).on('line', line => {
                  const {id, method, params, result} = JSON.parse(line);
                  if (method === 'initialize') write({id, result: {protocolVersion: params.protocolVersion, capabilities: {tools: {}}, serverInfo: {name: 'form', version: '1'}}});
                  else if (method === 'tools/list') write({id, result: {tools: [{name: 'ask', inputSchema: {type: 'object'}}]}});
                  else if (method === 'tools/call') { call = id; write({id: 'q', method: 'elicitation/create', params: {mode: 'form', message: 'Where to?', requestedSchema: params.arguments.schema}}); }
                  else if (id === 'q') write({id: call, result: {content: [{type: 'text', text: JSON.stringify(result)}]}});
                });
        settings:
          replies:
            - text: "I ask. "
              calls:
                - tool: form__ask
                  input: {schema: SCHEMA}
            - text: "Thank you. "
        """.Replace("SCHEMA", schema.ReplaceLineEndings(" "), StringComparison.Ordinal);

    /// <summary>An agent whose model is a model server of the test.</summary>
    public static string Model(FakeModelServer server, string name = "model", string tools = "tools: [write_file, read_file, list, publish_artifact]") => $"""
        name: {name}
        version: "1"
        driver: model
        model:
          provider: anthropic
          name: fake-1
          base_address: {server.Address}
        prompt: You work on files.
        {tools}
        """;
}
