using System.Runtime.InteropServices;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;

// usage: Silo.FakeModel <script.json> [port]. Prints its address on the first line; ends with SIGTERM or SIGINT.
if (args.Length is < 1 or > 2 || (args.Length == 2 && !int.TryParse(args[1], out _)))
{
    await Console.Error.WriteLineAsync("usage: Silo.FakeModel <script.json> [port]");
    return 2;
}

var options = new FakeModelOptions
{
    Script = FakeScript.Parse(await File.ReadAllTextAsync(args[0])),
    Port = args.Length == 2 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 0,
};
await using var server = await FakeModelServer.StartAsync(options);
var stop = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context));
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context));
Console.WriteLine(server.Address);
await stop.Task;
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
