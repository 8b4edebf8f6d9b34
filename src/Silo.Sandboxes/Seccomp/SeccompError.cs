namespace Silo.Sandboxes.Seccomp;

/// <summary>Errors that a filter answers with; numbers are the kernel's, the same on x86-64 and arm64.</summary>
internal enum SeccompError
{
    /// <summary>EPERM: this may not be done.</summary>
    NotPermitted = 1,

    /// <summary>ENOSYS: this does not exist. Libraries then take the older way.</summary>
    NoSuchCall = 38,

    /// <summary>EAFNOSUPPORT: sockets of this family do not exist.</summary>
    NoSuchFamily = 97,
}
