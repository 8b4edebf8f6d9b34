using System.Globalization;
using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;

namespace Silo.Host.Configuration;

/// <summary>Makes settings out of the options that they set: name, type and default are the option's own.</summary>
internal static class SettingOf
{
    private static readonly HostSettings Fresh = new() { DataDirectory = string.Empty, AgentsDirectory = string.Empty };

    /// <summary>A whole number, of bytes where its name says so. The options check the bounds; a test holds both to each other.</summary>
    public static Setting Number<T>(Expression<Func<HostSettings, T>> option, T least, T most, string what)
        where T : IBinaryInteger<T>
    {
        var name = NameOf(option);
        return new Setting(name, name.EndsWith("BytesMax", StringComparison.Ordinal) ? "bytes" : "number", Text(option.Compile()(Fresh)), what, Apply)
        {
            Least = Text(least),
            Most = Text(most),
        };

        static string Text(T value) => value.ToString(format: null, CultureInfo.InvariantCulture);

        string? Apply(HostSettings settings, string text)
        {
            if (!T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return $"'{text}' is no whole number that it could be.";
            Set(settings, option, value);
            return null;
        }
    }

    /// <summary>A time span.</summary>
    public static Setting Duration(Expression<Func<HostSettings, TimeSpan>> option, TimeSpan least, TimeSpan most, string what, string? fallback = null)
    {
        return new Setting(NameOf(option), "duration", fallback ?? Text(option.Compile()(Fresh)), what, Apply) { Least = Text(least), Most = Text(most) };

        static string Text(TimeSpan value) => value.ToString(value.Milliseconds == 0 ? "c" : @"hh\:mm\:ss\.FFF", CultureInfo.InvariantCulture);

        // A bare number would be days.
        string? Apply(HostSettings settings, string text)
        {
            if (!text.Contains(':') || !TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value)) return $"'{text}' is no duration like 00:00:15.";
            Set(settings, option, value);
            return null;
        }
    }

    /// <summary>True or false.</summary>
    public static Setting Flag(string name, Expression<Func<HostSettings, bool>> option, string what, string? fallback = null)
    {
        return new Setting(name, "flag", fallback ?? (option.Compile()(Fresh) ? "true" : "false"), what, Apply);

        string? Apply(HostSettings settings, string text)
        {
            if (text is not ("true" or "false")) return "it must be true or false.";
            Set(settings, option, text == "true");
            return null;
        }
    }

    /// <summary>A path; a relative one is of the working directory.</summary>
    public static Setting Folder(string name, string fallback, string what, Action<HostSettings, string> set) =>
        new(name, "path", fallback, what, (settings, text) => Path(text, path => set(settings, path)));

    internal static string? Path(string text, Action<string> set)
    {
        if (text.Length == 0 || text.Contains('\0')) return "it must be a path.";
        set(System.IO.Path.GetFullPath(text));
        return null;
    }

    // settings => settings.Http.StreamsMax is Http:StreamsMax.
    private static string NameOf<T>(Expression<Func<HostSettings, T>> option)
    {
        var names = new Stack<string>();
        for (var at = option.Body as MemberExpression; at is not null; at = at.Expression as MemberExpression) names.Push(at.Member.Name);
        return string.Join(':', names);
    }

    private static void Set<T>(HostSettings settings, Expression<Func<HostSettings, T>> option, T value)
    {
        var member = (MemberExpression)option.Body;
        var target = member.Expression is MemberExpression part ? ((PropertyInfo)part.Member).GetValue(settings) : settings;
        ((PropertyInfo)member.Member).SetValue(target, value);
    }
}
