using System.Text;
using System.Text.RegularExpressions;

namespace Silo.Agents.Tools;

/// <summary>A file pattern: <c>*</c> and <c>?</c> within a name, <c>**</c> over folders, <c>{a,b}</c> for either.</summary>
/// <remarks>A pattern without <c>/</c> is matched against the last name, any other against the whole path.</remarks>
internal sealed class Glob
{
    internal const int LengthMax = 256;
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private readonly Regex _regex;
    private readonly bool _nameOnly;

    private Glob(Regex regex, bool nameOnly)
    {
        _regex = regex;
        _nameOnly = nameOnly;
    }

    /// <summary>Reads a pattern; null when its braces do not fit.</summary>
    internal static Glob? Parse(string pattern)
    {
        var regex = new StringBuilder("^");
        var inBraces = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '{' && inBraces || c == '}' && !inBraces) return null;
            if (c is '{' or '}') inBraces = c == '{';
            var any = c == '*' && pattern.AsSpan(i).StartsWith("**");
            var folders = any && pattern.AsSpan(i).StartsWith("**/");
            regex.Append(c switch
            {
                '*' when folders => "(?:.*/)?",
                '*' when any => ".*",
                '*' => "[^/]*",
                '?' => "[^/]",
                '{' => "(?:",
                '}' => ")",
                ',' when inBraces => "|",
                _ => Regex.Escape(c.ToString()),
            });
            i += folders ? 2 : any ? 1 : 0;
        }

        if (inBraces) return null;
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;
        return new Glob(new Regex(regex.Append('$').ToString(), options, MatchTimeout), nameOnly: !pattern.Contains('/'));
    }

    internal bool Matches(string path) => _regex.IsMatch(_nameOnly ? path.AsSpan(path.LastIndexOf('/') + 1) : path);
}
