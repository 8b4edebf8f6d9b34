namespace Silo.TestServers.Hosts;

/// <summary>The longest that a test waits for something; only ever reached when that never comes.</summary>
public static class Watchdog
{
    public static async Task Within(this Task task, int seconds, string what)
    {
        try
        {
            await task.WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"After {seconds} s still waiting for {what}.", e);
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, int seconds, string what)
    {
        await ((Task)task).Within(seconds, what);
        return await task;
    }
}
