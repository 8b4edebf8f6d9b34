using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Spawning;

namespace Silo.Sandboxes.Seccomp;

/// <summary>The kernel's programs that check every system call of a sandbox: made once, lent to every bwrap.</summary>
/// <remarks>
/// Two, of which the stricter answer counts: the first knows which calls there are, the second looks at arguments. One filter could not say both:
/// a rule that allows a call always and one that refuses it sometimes exclude each other in libseccomp. Calls of another architecture (i386, x32)
/// have other numbers, which would pass: whoever makes one is killed.
/// </remarks>
internal sealed class SeccompFilter : IDisposable
{
    // By a tree of comparisons instead of a list: a call is looked up in nine steps instead of three hundred.
    private const uint OptimizeByTree = 2;
    private readonly SafeFileHandle[] _programs;

    private SeccompFilter(SafeFileHandle[] programs) => _programs = programs;

    /// <summary>How many descriptors bwrap is given.</summary>
    public int Count => _programs.Length;

    /// <summary>Makes the programs from <see cref="SeccompPolicy"/>.</summary>
    /// <exception cref="SandboxException"><c>sandbox_unavailable</c>: libseccomp is missing or too old. Do not retry before that is mended.</exception>
    public static SeccompFilter Build()
    {
        if (!LibSeccomp.IsInstalled()) throw Unavailable.NoSeccomp();
        return new SeccompFilter([Compile(LibSeccomp.ActionError(SeccompError.NoSuchCall), AddCalls), Compile(LibSeccomp.ActionAllow, AddRules)]);
    }

    /// <summary>The programs for one child: each from its beginning, whoever else reads the same one.</summary>
    public IReadOnlyList<SafeFileHandle> Open() =>
        [.. _programs.Select(p => File.OpenHandle($"/proc/self/fd/{p.DangerousGetHandle()}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite))];

    public void Dispose()
    {
        foreach (var program in _programs) program.Dispose();
    }

    private static SafeFileHandle Compile(uint otherwise, Action<nint> addRules)
    {
        var context = LibSeccomp.seccomp_init(otherwise);
        if (context == 0) throw Failed("making a context", 0);
        try
        {
            Check(LibSeccomp.seccomp_attr_set(context, LibSeccomp.AttributeBadArchitecture, LibSeccomp.ActionKillProcess), "seccomp_attr_set");
            Check(LibSeccomp.seccomp_attr_set(context, LibSeccomp.AttributeOptimize, OptimizeByTree), "seccomp_attr_set");
            addRules(context);
            return MemoryFile.Create(file => Check(LibSeccomp.seccomp_export_bpf(context, file), "seccomp_export_bpf"));
        }
        finally
        {
            LibSeccomp.seccomp_release(context);
        }
    }

    private static void AddCalls(nint context)
    {
        foreach (var call in SeccompPolicy.Allowed.SelectMany(f => f.All)) Add(context, LibSeccomp.ActionAllow, call, []);
        foreach (var call in SeccompPolicy.Refused.SelectMany(f => f.All)) Add(context, LibSeccomp.ActionError(SeccompError.NotPermitted), call, []);
    }

    private static void AddRules(nint context)
    {
        foreach (var rule in SeccompPolicy.Rules)
            foreach (var call in rule.All)
                foreach (var conditions in rule.Cases)
                    Add(context, LibSeccomp.ActionError(rule.Error), call, conditions);
    }

    private static unsafe void Add(nint context, uint action, string call, IReadOnlyList<SeccompCondition> conditions)
    {
        var number = LibSeccomp.seccomp_syscall_resolve_name(call);
        if (number < 0) return;
        var comparisons = stackalloc LibSeccomp.Comparison[conditions.Count];
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i];
            var masked = condition.Comparison == SeccompComparison.MaskedEqual;
            comparisons[i] = new LibSeccomp.Comparison
            {
                Argument = condition.Argument,
                Operation = (int)condition.Comparison,
                First = masked ? condition.Mask : condition.Value,
                Second = masked ? condition.Value : 0,
            };
        }

        Check(LibSeccomp.seccomp_rule_add_array(context, action, number, (uint)conditions.Count, comparisons), $"seccomp_rule_add of {call}");
    }

    // These return the error, negative, instead of setting errno.
    private static void Check(int result, string call)
    {
        if (result < 0) throw Failed(call, -result);
    }

    private static SandboxException Failed(string call, int error) => new(
        "sandbox_unavailable", $"The seccomp filter could not be made: {call} failed with {error}. libseccomp 2.5 or later is needed (Debian package 'libseccomp2').");
}
