using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.Http;

public sealed class IntakeTests
{
    public static TheoryData<string, string> Commands => new()
    {
        { "/v1/sessions", """{"agent":"demo"}""" },
        { $"/v1/sessions/{Sample.Session}/turns", """{"prompt":"go"}""" },
        { "/v1/approvals/apr_00000000000000000000000000", """{"decision":"approve"}""" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_RefusedByTheIntake_IsNamedAndSaysWhenToComeAgain(string path, string body)
    {
        await using var server = await EdgeServer.StartAsync();
        foreach (var code in new[] { "journal_slow", "commands_full" })
        {
            server.Intake.Refusal = new IntakeResult.Refused(code, "7 calls wait.");
            var answer = await server.PostAsync(path, body);
            Assert.Contains("7 calls wait.", answer.AssertProblem(503, code).ToString(), StringComparison.Ordinal);
            Assert.Equal("1", answer.Headers["Retry-After"]);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_Answered_HasLeft(string path, string body)
    {
        await using var server = await EdgeServer.StartAsync();
        await server.PostAsync(path, body);
        await server.PostAsync(path, "not json");
        Assert.Equal((0, 8L, TenantId.Default), (server.Intake.Inside, server.Intake.Bytes, server.Intake.Tenant));
    }
}
