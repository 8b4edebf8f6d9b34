namespace Silo.Sandboxes.Seccomp;

/// <summary>Which system calls a sandbox has. The tables of docs/security.md are these lists, line by line; a test compares.</summary>
/// <remarks>
/// An allow list: a call that stands in no list does not exist for the sandbox (ENOSYS), so a kernel's next dangerous call is refused before anybody
/// has heard of it. clone3 and openat2 are in none on purpose: a filter cannot read arguments behind a pointer, and C libraries then take the older
/// call. Calls that a program should know it may not make are refused with EPERM.
/// </remarks>
internal static class SeccompPolicy
{
    /// <summary>Calls that are allowed; some of them only with other arguments than <see cref="Rules"/> refuse.</summary>
    public static readonly IReadOnlyList<SeccompFamily> Allowed =
    [
        new("files", "bounded by what is mounted and by the owner of the files",
            "access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchown fchownat "
            + "fcntl fdatasync flock fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 lchown link linkat lseek lstat mkdir mkdirat mknod mknodat "
            + "newfstatat open openat pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv rename renameat renameat2 rmdir "
            + "sendfile splice stat statfs statx symlink symlinkat sync sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat utimes vmsplice write writev"),
        new("extended attributes", "of the sandbox's own files; the kernel checks each name space of them",
            "fgetxattr flistxattr fremovexattr fsetxattr getxattr lgetxattr listxattr llistxattr lremovexattr lsetxattr removexattr setxattr"),
        new("waiting on descriptors", "touch nothing but descriptors that the caller has",
            "epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 inotify_add_watch inotify_init inotify_init1 inotify_rm_watch "
            + "io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit ioctl pipe pipe2 poll ppoll pselect6 select signalfd signalfd4 "
            + "timerfd_create timerfd_gettime timerfd_settime"),
        new("memory", "the caller's own, bounded by memory_bytes_max",
            "brk madvise membarrier memfd_create mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect"),
        new("processes and threads", "reach the sandbox's own pid namespace only, bounded by processes_max",
            "arch_prctl clone execve execveat exit exit_group fork futex futex_waitv get_robust_list getcpu getpgid getpgrp getpid getppid getsid gettid "
            + "kill pause pidfd_open pidfd_send_signal prctl restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend "
            + "rt_sigtimedwait rt_tgsigqueueinfo set_robust_list set_tid_address setpgid setsid sigaltstack tgkill tkill unshare vfork wait4 waitid"),
        new("scheduling and limits", "may only lower what the caller has",
            "getpriority getrlimit getrusage ioprio_get ioprio_set prlimit64 sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr "
            + "sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield setpriority setrlimit"),
        new("users", "within the sandbox's user namespace, in which there is one user and no capability",
            "capget capset getegid geteuid getgid getgroups getresgid getresuid getuid setfsgid setfsuid setgid setgroups setregid setresgid setresuid setreuid setuid"),
        new("time", "is read and waited for, never set",
            "alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time timer_create timer_delete timer_getoverrun timer_gettime "
            + "timer_settime times"),
        new("sockets", "in a network namespace of the command's own, with a loopback and nothing else",
            "accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto setsockopt shutdown socket socketpair"),
        new("messages and shared memory", "in an ipc namespace of the command's own",
            "mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget"),
        new("the system", "is asked about",
            "getrandom personality sysinfo uname"),
        new("confinement", "can only take more away",
            "landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp"),
    ];

    /// <summary>Calls that are refused with EPERM, whatever their arguments.</summary>
    public static readonly IReadOnlyList<SeccompFamily> Refused =
    [
        new("mounting", "would change what the sandbox sees of the machine",
            "chroot fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree pivot_root umount2"),
        new("other processes' memory", "would let one process of a sandbox take over another, and lead out through a namespace's first process",
            "kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace"),
        new("joining namespaces", "would lead out of the sandbox through an open descriptor",
            "setns"),
        new("kernel code", "would run in the kernel itself",
            "bpf create_module delete_module finit_module init_module kexec_file_load kexec_load"),
        new("large kernel interfaces", "a great part of the kernel's known holes was reached through them, and no tool needs them",
            "fanotify_init fanotify_mark io_uring_enter io_uring_register io_uring_setup perf_event_open userfaultfd"),
        new("keys", "the kernel's key rings are not divided by namespaces",
            "add_key keyctl request_key"),
        new("files by handle", "would open files outside of what is mounted",
            "name_to_handle_at open_by_handle_at"),
        new("the machine", "belong to whoever administers it",
            "acct adjtimex clock_adjtime clock_settime ioperm iopl quotactl quotactl_fd reboot setdomainname sethostname settimeofday swapoff swapon syslog vhangup"),
        new("old processor modes", "emulators need them; they are a way into rarely tested kernel code",
            "modify_ldt vm86 vm86old"),
    ];

    private const ulong ModeSetUser = 0x800;
    private const ulong ModeSetGroup = 0x400;
    private const ulong OpenCreate = 0x40;
    private const ulong OpenTemporary = 0x400000;
    private const ulong FileType = 0xf000;
    private const ulong CharacterDevice = 0x2000;
    private const ulong BlockDevice = 0x6000;

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
    private static readonly ulong[] NamespaceFlags = [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000];

    /// <summary>Allowed calls that are refused for their arguments.</summary>
    public static readonly IReadOnlyList<SeccompRule> Rules =
    [
        new("a new namespace", "in a user namespace of its own a process has every capability, and reaches kernel code that trusts them", SeccompError.NotPermitted,
            "clone", [.. NamespaceFlags.Select(flag => Case(SeccompCondition.Bits(0, flag, flag)))]),
        new("a new namespace", "as above; CLONE_NEWTIME too", SeccompError.NotPermitted,
            "unshare", [Case(SeccompCondition.Bits(0, 0x80, 0x80)), .. NamespaceFlags.Select(flag => Case(SeccompCondition.Bits(0, flag, flag)))]),
        new("TIOCSTI, TIOCLINUX, TIOCSETD", "type into a terminal, paste into a console, load a line discipline", SeccompError.NotPermitted,
            "ioctl", [Case(SeccompCondition.Is(1, 0x5412)), Case(SeccompCondition.Is(1, 0x541c)), Case(SeccompCondition.Is(1, 0x5423))]),
        new("families other than unix, inet, inet6 and netlink", "packet, vsock, bluetooth, alg and the rest: kernel code that no tool needs, and vsock leaves the machine",
            SeccompError.NoSuchFamily, "socket socketpair",
            [.. new ulong[] { 0, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15 }.Select(family => Case(SeccompCondition.Is(0, family))), Case(SeccompCondition.IsAbove(0, 16))]),
        new("netlink other than route", "netfilter, audit, generic netlink", SeccompError.NoSuchFamily,
            "socket socketpair", [Case(SeccompCondition.Is(0, 16), SeccompCondition.IsNot(2, 0))]),
        new("an emulated personality", "ADDR_NO_RANDOMIZE and READ_IMPLIES_EXEC undo what makes holes hard to use; the question 0xffffffff is answered", SeccompError.NotPermitted,
            "personality", [.. NeitherZeroNorOnes(), Case(SeccompCondition.IsAbove(0, 0xffffffff))]),
        new("setuid and setgid bits", "a file of the workspace lies on the host, where nobody ignores them", SeccompError.NotPermitted,
            "chmod fchmod creat", [Case(SeccompCondition.Bits(1, ModeSetUser, ModeSetUser)), Case(SeccompCondition.Bits(1, ModeSetGroup, ModeSetGroup))]),
        new("setuid and setgid bits", "as above", SeccompError.NotPermitted,
            "fchmodat", [Case(SeccompCondition.Bits(2, ModeSetUser, ModeSetUser)), Case(SeccompCondition.Bits(2, ModeSetGroup, ModeSetGroup))]),
        new("setuid and setgid bits", "as above, of a file that is made", SeccompError.NotPermitted,
            "open", [.. Creating(flags: 1, mode: 2)]),
        new("setuid and setgid bits", "as above, of a file that is made", SeccompError.NotPermitted,
            "openat", [.. Creating(flags: 2, mode: 3)]),
        new("devices, setuid and setgid bits", "a device's file is a way to its driver, on the host too", SeccompError.NotPermitted,
            "mknod", [.. Making(mode: 1)]),
        new("devices, setuid and setgid bits", "as above", SeccompError.NotPermitted,
            "mknodat", [.. Making(mode: 2)]),
    ];

    private static SeccompCondition[] Case(params SeccompCondition[] conditions) => conditions;

    // 32 bits are neither all zero nor all one when one of them is set and the next, in a circle, is not.
    private static IEnumerable<IReadOnlyList<SeccompCondition>> NeitherZeroNorOnes() =>
        Enumerable.Range(0, 32).Select(bit => Case(SeccompCondition.Bits(0, (1UL << bit) | (1UL << ((bit + 1) % 32)), 1UL << bit)));

    // Without O_CREAT or O_TMPFILE the mode's register holds anything.
    private static IEnumerable<IReadOnlyList<SeccompCondition>> Creating(uint flags, uint mode) =>
        from flag in new[] { OpenCreate, OpenTemporary }
        from bit in new[] { ModeSetUser, ModeSetGroup }
        select Case(SeccompCondition.Bits(flags, flag, flag), SeccompCondition.Bits(mode, bit, bit));

    private static IEnumerable<IReadOnlyList<SeccompCondition>> Making(uint mode) =>
    [
        Case(SeccompCondition.Bits(mode, FileType, CharacterDevice)), Case(SeccompCondition.Bits(mode, FileType, BlockDevice)),
        Case(SeccompCondition.Bits(mode, ModeSetUser, ModeSetUser)), Case(SeccompCondition.Bits(mode, ModeSetGroup, ModeSetGroup)),
    ];
}
