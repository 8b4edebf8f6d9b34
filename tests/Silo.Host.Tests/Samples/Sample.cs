namespace Silo.Host.Tests.Samples;

/// <summary>The files of samples/, beside the tests.</summary>
internal static class Sample
{
    public static string At(string path) => Path.Combine(AppContext.BaseDirectory, "samples", path);

    /// <summary>A folder of agents with the one that asks.</summary>
    public static string Agents(TestFolder folder)
    {
        var agents = Directory.CreateDirectory(folder.At("agents")).FullName;
        File.Copy(At("asks.yaml"), Path.Combine(agents, "asks.yaml"));
        return agents;
    }
}
