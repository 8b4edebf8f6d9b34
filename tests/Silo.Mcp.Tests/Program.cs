using Silo.Mcp.Tests.Servers;
using Xunit.Runner.InProc.SystemConsole;

// The conformance suite starts this program with its server's address as the last argument.
return args is ["conformance-client", var address]
    ? await ConformanceClient.RunAsync(new Uri(address))
    : await ConsoleRunner.Run(args);
