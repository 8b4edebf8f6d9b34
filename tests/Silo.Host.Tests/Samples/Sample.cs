namespace Silo.Host.Tests.Samples;

/// <summary>The files of samples/, beside the tests.</summary>
internal static class Sample
{
    public static string At(string path) => Path.Combine(AppContext.BaseDirectory, "samples", path);

    /// <summary>A folder with the agents of the samples.</summary>
    public static string Agents(TestFolder folder)
    {
        var agents = Directory.CreateDirectory(folder.At("agents")).FullName;
        foreach (var name in new[] { "asks.yaml", "gives.yaml" }) File.Copy(At(name), Path.Combine(agents, name));
        return agents;
    }
}
