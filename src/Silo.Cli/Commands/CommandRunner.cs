using System.CommandLine;
using System.Text.Json.Nodes;
using Silo.Cli.Output;
using Silo.Cli.Profiles;
using Silo.Client.Errors;

namespace Silo.Cli.Commands;

/// <summary>Runs a command's work, and turns its errors into a sentence, a next step and an exit code.</summary>
internal sealed class CommandRunner(CliContext cli, GlobalOptions global)
{
    internal CliContext Cli => cli;

    /// <summary>Gives a command its work.</summary>
    internal Command Bind(Command command, Func<CommandCall, Task<int>> work)
    {
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, work, isLocal: false, cancellationToken));
        return command;
    }

    /// <summary>Gives a command its work, which asks no server.</summary>
    internal Command BindLocal(Command command, Func<CommandCall, Task<int>> work)
    {
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, work, isLocal: true, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<CommandCall, Task<int>> work, bool isLocal, CancellationToken cancellationToken)
    {
        var asJson = global.Json(parsed);
        try
        {
            var wish = global.Wish(parsed);
            using var client = isLocal ? null : cli.Connect(ServerChoice.Make(wish, cli.Profiles, cli.Environment));
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cli.Terminal.OutputClosed);
            return await work(new CommandCall(cli, client, parsed, wish, asJson, either.Token));
        }
        catch (OperationCanceledException) when (cli.Terminal.OutputClosed.IsCancellationRequested)
        {
            return ExitCode.OutputClosed;
        }
        catch (UsageException e)
        {
            return Fail(ExitCode.Usage, "usage", e.Message, "See: silo --help", asJson);
        }
        catch (SiloApiException e)
        {
            var limit = e.Limit is null ? string.Empty : $" ({e.Limit} = {e.Value})";
            return Fail(ExitCode.Api, e.Code, (e.Detail ?? e.Title ?? $"The server answered {e.Status}.") + limit, NextStep.For(e), asJson);
        }
        catch (SiloUnreachableException e)
        {
            return Fail(ExitCode.Unreachable, "unreachable", e.Message, "Is the host running there? Start it, or name another with --server or SILO_SERVER.", asJson);
        }
        catch (SiloProtocolException e)
        {
            return Fail(ExitCode.Api, "protocol", e.Message, "Is this a Silo server of this version? See: silo health", asJson);
        }
        catch (InvalidDataException e)
        {
            return Fail(ExitCode.Api, "protocol", e.Message, "Is this a Silo server of this version? See: silo health", asJson);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException { InnerException: IOException })
        {
            return Fail(ExitCode.Usage, "output", $"The output cannot be written: {(e as IOException ?? e.InnerException!).Message}", "Make room, or write it elsewhere.", asJson);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
    }

    /// <summary>Says what is wrong and what to do about it.</summary>
    internal int Fail(int exitCode, string code, string message, string next, bool asJson)
    {
        if (asJson)
        {
            new JsonLines(cli.Terminal).WriteError(new JsonObject { ["code"] = code, ["message"] = message, ["next"] = next });
            return exitCode;
        }

        cli.Terminal.Note($"silo: {Neutral.Line(message)}", Tone.Bad);
        cli.Terminal.Note(Neutral.Line(next));
        return exitCode;
    }
}
