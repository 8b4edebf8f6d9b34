using System.Text;
using System.Text.Json;
using Silo.TestServers.TypeScript;
using Xunit;

namespace Silo.Client.Tests.TypeScript;

/// <summary>Both clients have what the OpenAPI document has.</summary>
public sealed class ApiTypesTests
{
    private const string Types = "src/Silo.Client.TypeScript/src/api.ts";

    [Fact]
    public void Types_OfTheTypeScriptClient_AreThoseOfTheDocument()
    {
        var written = ApiTypes.Write(ApiDocument.Root);
        var file = ApiDocument.At(Types);
        if (Environment.GetEnvironmentVariable("SILO_WRITE_TYPES") == "1") File.WriteAllText(file, written, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.True(File.ReadAllText(file) == written, $"{Types} is not what the document says. Run this test with SILO_WRITE_TYPES=1, and look at what the client makes of the change.");
    }

    /// <summary>As compiled: what a program can really call.</summary>
    [Fact]
    public async Task Operations_EachOfThem_IsAMethodOfTheTypeScriptClient()
    {
        var declared = await File.ReadAllTextAsync(Path.Combine(await TypeScriptClient.DistAsync(), "client.d.ts"));
        Assert.All(ApiDocument.Operations, o => Assert.Contains($"\n    {o}(", declared, StringComparison.Ordinal));
    }

    [Fact]
    public void Operations_EachOfThem_IsAMethodOfTheDotNetClientOrSaysWhyNot()
    {
        Assert.Equal(ApiDocument.Operations.Order(), DotNetOperations.All.Keys.Order());
        foreach (var (operation, (type, method)) in DotNetOperations.All.Where(o => o.Value.Type is not null))
            Assert.True(type!.GetMethods().Any(m => m.Name == method), $"{operation}: {type} has no {method}.");
    }

    [Fact]
    public void Members_OfAnswers_AreMembersOfTheDotNetTypes()
    {
        var schemas = ApiDocument.Root.GetProperty("components").GetProperty("schemas");
        foreach (var (schema, type) in DotNetOperations.Types)
        {
            var members = type.GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)).ToHashSet(StringComparer.Ordinal);
            Assert.All(schemas.GetProperty(schema).GetProperty("properties").EnumerateObject(), p => Assert.True(members.Contains(p.Name), $"{type} has no member for {schema}.{p.Name}."));
        }
    }
}
