using Silo.Host.Tests.Crash;
using Xunit.Runner.InProc.SystemConsole;

return args is [CrashHost.Verb, .. var settings] ? await CrashHost.RunAsync(settings) : await ConsoleRunner.Run(args);
