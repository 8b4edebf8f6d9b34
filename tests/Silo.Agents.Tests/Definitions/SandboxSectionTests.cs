using System.Text;
using Silo.Agents.Definitions;
using Xunit;

namespace Silo.Agents.Tests.Definitions;

public sealed class SandboxSectionTests
{
    private const string Head = "name: a\ndriver: d\n";

    [Theory]
    [InlineData(Head + "sandbox: {mode: turn}", "a.yaml:3:17: sandbox.mode: 'turn' is not known; allowed: session, call")]
    [InlineData(Head + "sandbox: {memory_bytes_max: 1MiB}", "a.yaml:3:29: sandbox.memory_bytes_max: '1MiB' is out of range; allowed: 16MiB to 16TiB")]
    [InlineData(Head + "sandbox: {processes_max: 3}", "a.yaml:3:26: sandbox.processes_max: '3' is out of range; allowed: 4 to 32768")]
    [InlineData(Head + "sandbox: {cpus_max: 0}", "a.yaml:3:21: sandbox.cpus_max: '0' is out of range; allowed: 0.01 to 1024")]
    [InlineData(Head + "sandbox: {cpu_time_max: 1ms}", "a.yaml:3:25: sandbox.cpu_time_max: '1ms' is out of range; allowed: 1s to 30d")]
    [InlineData(Head + "sandbox: {open_files_max: 1}", "a.yaml:3:27: sandbox.open_files_max: '1' is out of range; allowed: 16 to 1048576")]
    [InlineData(Head + "sandbox: {output_bytes_max: 2GiB}", "a.yaml:3:29: sandbox.output_bytes_max: '2GiB' is out of range; allowed: 1KiB to 1GiB")]
    [InlineData(Head + "sandbox: {tmp_bytes_max: 1}", "a.yaml:3:26: sandbox.tmp_bytes_max: '1' is out of range; allowed: 1MiB to 16TiB")]
    [InlineData(Head + "sandbox: {tmp_files_max: 1}", "a.yaml:3:26: sandbox.tmp_files_max: '1' is out of range; allowed: 64 to 16777216")]
    [InlineData(Head + "sandbox: {workspace_bytes_max: much}", "a.yaml:3:32: sandbox.workspace_bytes_max: 'much' expected a whole number of bytes, or a number and one of KiB, MiB, GiB, TiB, such as 4MiB; allowed: 1MiB to 16TiB")]
    [InlineData(Head + "sandbox: {workspace_files_max: 1}", "a.yaml:3:32: sandbox.workspace_files_max: '1' is out of range; allowed: 64 to 16777216")]
    public void Sandbox_OneError_NamesPlaceSettingValueAndRange(string text, string expected)
    {
        var errors = new SettingErrors("a.yaml");
        AgentFileParser.Parse(Encoding.UTF8.GetBytes(text), errors);
        Assert.Equal(expected, Assert.Single(errors.All).ToString());
    }
}
