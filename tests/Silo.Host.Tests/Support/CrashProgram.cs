using System.Diagnostics;
using Silo.Host.Tests.Crash;

namespace Silo.Host.Tests.Support;

internal static class CrashProgram
{
    extension(HostProgram)
    {
        /// <summary>Starts the host that kills itself at a point, and waits until it listens; or until it died, which a point early on may mean.</summary>
        public static async Task<HostProgram> CrashAsync(string data, int port, string log, CrashPoint? point, string? postgres = null, string? gate = null)
        {
            string[] arguments = [CrashHost.Verb, "--Silo:Development=true", $"--Silo:DataDirectory={data}", $"--Silo:Address=http://127.0.0.1:{port}", $"--Silo:AgentsDirectory={HostProgram.TestAgents}"];
            var start = new ProcessStartInfo(Environment.ProcessPath!, arguments)
            {
                Environment = { [CrashHost.LogVariable] = log, [CrashHost.PointVariable] = point?.ToString(), [CrashHost.GateVariable] = gate },
            };
            if (postgres is not null) start.Environment["SILO__POSTGRES__CONNECTIONSTRING"] = postgres;
            var program = HostProgram.Start(start);
            await program.ListeningOrEndedAsync(120);
            return program;
        }
    }
}
