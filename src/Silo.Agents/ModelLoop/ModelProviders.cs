namespace Silo.Agents.ModelLoop;

/// <summary>The wire protocols that the model loop speaks.</summary>
internal static class ModelProviders
{
    internal const string Anthropic = "anthropic";

    internal const string OpenAI = "openai";
}
