using Silo.FakeModel;

namespace Silo.Host.Tests.Support;

/// <summary>Writes agents whose model is a model server of the test.</summary>
internal static class ModelAgents
{
    /// <summary>Writes the agents <c>anthropic</c> and <c>openai</c> into a new folder.</summary>
    public static string Write(TestFolder folder, FakeModelServer server)
    {
        var agents = Directory.CreateDirectory(folder.At("agents")).FullName;
        foreach (var (protocol, address) in new[] { ("anthropic", server.Address), ("openai", server.OpenAIAddress) })
        {
            File.WriteAllText(Path.Combine(agents, protocol + ".yaml"), $"""
                name: {protocol}
                version: "1"
                driver: model
                model:
                  provider: {protocol}
                  name: fake-1
                  base_address: {address}
                prompt: You work on files.
                tools: [write_file, read_file]
                limits:
                  message_bytes_max: 16MiB
                """);
        }

        return agents;
    }
}
