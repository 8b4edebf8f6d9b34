using Silo.Sandboxes.Seccomp;
using Xunit;

namespace Silo.Sandboxes.Tests.Seccomp;

public sealed class SeccompPolicyTests
{
    private static readonly IReadOnlyList<string> Listed =
        [.. SeccompPolicy.Allowed.Concat(SeccompPolicy.Refused).SelectMany(f => f.All)];

    [Fact]
    public void Policy_EachName_IsACallThatTheLibraryKnows() =>
        // -1 is a name that stands nowhere, such as a misspelt one; a call that another architecture has is below it.
        Assert.DoesNotContain(Listed.Concat(SeccompPolicy.Rules.SelectMany(r => r.All)), call => LibSeccomp.seccomp_syscall_resolve_name(call) == -1);

    [Fact]
    public void Policy_EachCall_StandsInOneListOnly() =>
        Assert.Empty(Listed.GroupBy(call => call).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Policy_CallsThatAreCheckedByArguments_AreAllowedOnes() =>
        Assert.Empty(SeccompPolicy.Rules.SelectMany(r => r.All).Except(SeccompPolicy.Allowed.SelectMany(f => f.All)));

    [Theory]
    [InlineData("clone3")]
    [InlineData("openat2")]
    public void Policy_CallsWithArgumentsBehindAPointer_AreInNoList(string call) => Assert.DoesNotContain(call, Listed);
}
