// Logs, in the order in which they took effect, the calls of one process that change files under $SILO_WRITELOG_ROOT, with their bytes,
// to $SILO_WRITELOG_FILE. The calls go on to the real functions; each is made and logged under one lock, so that the log's order is true.
// A call that changes files in a way that the log has no word for ends the process: a gap in the log would make the proof worthless.
//
// A record is: op (1 byte), lengths of two paths (u32 each), inode, offset and length (u64 each), the paths, the bytes.
// Ops: C created, W written, T truncated, S synced (file or directory), R renamed, U unlinked, M directory made, X directory removed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FDS_MAX = 65536 };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int log_fd = -1;
static unsigned char tracked[FDS_MAX];

static void end(const char *why) {
  static const char prefix[] = "writelog: ";
  (void)!syscall(SYS_write, 2, prefix, sizeof prefix - 1);
  (void)!syscall(SYS_write, 2, why, strlen(why));
  (void)!syscall(SYS_write, 2, "\n", 1);
  _exit(97);
}

__attribute__((constructor)) static void start(void) {
  const char *file = getenv("SILO_WRITELOG_FILE");
  const char *under = getenv("SILO_WRITELOG_ROOT");
  if (!file || !under || !realpath(under, root)) return;
  root_length = strlen(root);
  log_fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0) end("cannot open the log");
}

typedef void *dlsym_type(void *, const char *);

static dlsym_type *real_dlsym(void) {
  static dlsym_type *real;
  static const char *const versions[] = { "GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17" };
  for (size_t i = 0; !real && i < sizeof versions / sizeof *versions; i++) real = (dlsym_type *)dlvsym(RTLD_NEXT, "dlsym", versions[i]);
  if (!real) end("no dlsym");
  return real;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)real_dlsym()(RTLD_NEXT, #name)

// The absolute path, without a symbolic link in its directory part; 0 when it is not under the root.
static int inside(int dirfd, const char *path, char *out) {
  char joined[PATH_MAX * 2], parent[PATH_MAX];
  if (log_fd < 0 || !path) return 0;
  if (path[0] == '/') snprintf(joined, sizeof joined, "%s", path);
  else {
    char base[PATH_MAX];
    if (dirfd == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
    else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd);
      ssize_t n = readlink(link, base, sizeof base - 1);
      if (n < 0) return 0;
      base[n] = 0;
    }
    snprintf(joined, sizeof joined, "%s/%s", base, path);
  }
  size_t length = strlen(joined);
  while (length > 1 && joined[length - 1] == '/') joined[--length] = 0;
  char *slash = strrchr(joined, '/');
  if (!slash) return 0;
  const char *name = slash + 1;
  *slash = 0;
  if (!realpath(joined[0] ? joined : "/", parent)) return 0;
  if (snprintf(out, PATH_MAX, "%s/%s", strcmp(parent, "/") ? parent : "", name) >= PATH_MAX) return 0;
  return strncmp(out, root, root_length) == 0 && (out[root_length] == '/' || out[root_length] == 0);
}

static int is_tracked(int fd) { return log_fd >= 0 && fd >= 0 && fd < FDS_MAX && tracked[fd]; }

static uint64_t inode_of(int fd) {
  struct stat s;
  return fstat(fd, &s) == 0 ? (uint64_t)s.st_ino : 0;
}

static void record(char op, const char *path, const char *other, uint64_t inode, uint64_t offset, const void *bytes, uint64_t length, int with_bytes) {
  unsigned char header[1 + 4 + 4 + 8 + 8 + 8];
  uint32_t path_length = path ? (uint32_t)strlen(path) : 0, other_length = other ? (uint32_t)strlen(other) : 0;
  header[0] = (unsigned char)op;
  memcpy(header + 1, &path_length, 4);
  memcpy(header + 5, &other_length, 4);
  memcpy(header + 9, &inode, 8);
  memcpy(header + 17, &offset, 8);
  memcpy(header + 25, &length, 8);
  struct iovec parts[] = {
    { header, sizeof header },
    { (void *)path, path_length },
    { (void *)other, other_length },
    { (void *)bytes, with_bytes ? length : 0 },
  };
  size_t total = sizeof header + path_length + other_length + (with_bytes ? length : 0);
  if (syscall(SYS_writev, log_fd, parts, 4) != (long)total) end("cannot write the log");
}

static int opened(int dirfd, const char *path, int flags, mode_t mode) {
  char full[PATH_MAX];
  int saved;
  if (!inside(dirfd, path, full)) return (int)syscall(SYS_openat, dirfd, path, flags | O_LARGEFILE, mode);
  if ((flags & O_TMPFILE) == O_TMPFILE) end("O_TMPFILE is not logged");
  pthread_mutex_lock(&gate);
  struct stat s;
  int was_there = stat(full, &s) == 0;
  int fd = (int)syscall(SYS_openat, dirfd, path, flags | O_LARGEFILE, mode);
  saved = errno;
  if (fd >= 0) {
    if (fd >= FDS_MAX) end("too many descriptors");
    tracked[fd] = 1;
    if (!was_there) record('C', full, 0, inode_of(fd), 0, 0, 0, 0);
    else if (flags & O_TRUNC) record('T', full, 0, inode_of(fd), 0, 0, 0, 0);
  }
  pthread_mutex_unlock(&gate);
  errno = saved;
  return fd;
}

static mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(arguments, int) : 0;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list a; va_start(a, flags); mode_t mode = mode_of(flags, a); va_end(a); \
    return opened(AT_FDCWD, path, flags, mode); \
  }
#define OPENAT(name) \
  int name(int dirfd, const char *path, int flags, ...) { \
    va_list a; va_start(a, flags); mode_t mode = mode_of(flags, a); va_end(a); \
    return opened(dirfd, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
  REAL(close);
  if (fd >= 0 && fd < FDS_MAX) tracked[fd] = 0;
  return real(fd);
}

static ssize_t written(int fd, const void *bytes, size_t length, int64_t offset) {
  pthread_mutex_lock(&gate);
  uint64_t at = offset >= 0 ? (uint64_t)offset : (uint64_t)lseek(fd, 0, SEEK_CUR);
  ssize_t n = offset >= 0 ? syscall(SYS_pwrite64, fd, bytes, length, offset) : syscall(SYS_write, fd, bytes, length);
  int saved = errno;
  if (n > 0) record('W', 0, 0, inode_of(fd), at, bytes, (uint64_t)n, 1);
  pthread_mutex_unlock(&gate);
  errno = saved;
  return n;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  return is_tracked(fd) ? written(fd, bytes, length, -1) : syscall(SYS_write, fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return is_tracked(fd) ? written(fd, bytes, length, offset) : syscall(SYS_pwrite64, fd, bytes, length, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  return is_tracked(fd) ? written(fd, bytes, length, offset) : syscall(SYS_pwrite64, fd, bytes, length, offset);
}

static int truncated(int fd, int64_t size) {
  pthread_mutex_lock(&gate);
  int code = (int)syscall(SYS_ftruncate, fd, size);
  int saved = errno;
  if (code == 0) record('T', 0, 0, inode_of(fd), (uint64_t)size, 0, 0, 0);
  pthread_mutex_unlock(&gate);
  errno = saved;
  return code;
}
int ftruncate(int fd, off_t size) { return is_tracked(fd) ? truncated(fd, size) : (int)syscall(SYS_ftruncate, fd, size); }
int ftruncate64(int fd, off64_t size) { return is_tracked(fd) ? truncated(fd, size) : (int)syscall(SYS_ftruncate, fd, size); }

static int synced(int fd, long call) {
  char link[64], path[PATH_MAX];
  if (!is_tracked(fd)) return (int)syscall(call, fd);
  pthread_mutex_lock(&gate);
  int code = (int)syscall(call, fd);
  int saved = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n < 0) end("a synced descriptor has no path");
  path[n] = 0;
  if (code == 0) record('S', path, 0, inode_of(fd), 0, 0, 0, 0);
  pthread_mutex_unlock(&gate);
  errno = saved;
  return code;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int renamed(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
  char full_from[PATH_MAX], full_to[PATH_MAX];
  int tracked_from = inside(from_fd, from, full_from), tracked_to = inside(to_fd, to, full_to);
  if (!tracked_from && !tracked_to) return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
  if (!tracked_from || !tracked_to || flags) end("a rename across the root, or with flags, is not logged");
  pthread_mutex_lock(&gate);
  int code = (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
  int saved = errno;
  if (code == 0) record('R', full_from, full_to, 0, 0, 0, 0, 0);
  pthread_mutex_unlock(&gate);
  errno = saved;
  return code;
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_fd, const char *from, int to_fd, const char *to) { return renamed(from_fd, from, to_fd, to, 0); }
int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) { return renamed(from_fd, from, to_fd, to, flags); }

static int removed(int dirfd, const char *path, int flags) {
  char full[PATH_MAX];
  if (!inside(dirfd, path, full)) return (int)syscall(SYS_unlinkat, dirfd, path, flags);
  pthread_mutex_lock(&gate);
  int code = (int)syscall(SYS_unlinkat, dirfd, path, flags);
  int saved = errno;
  if (code == 0) record(flags & AT_REMOVEDIR ? 'X' : 'U', full, 0, 0, 0, 0, 0, 0);
  pthread_mutex_unlock(&gate);
  errno = saved;
  return code;
}
int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int dirfd, const char *path, int flags) { return removed(dirfd, path, flags); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }

static int made(int dirfd, const char *path, mode_t mode) {
  char full[PATH_MAX];
  if (!inside(dirfd, path, full)) return (int)syscall(SYS_mkdirat, dirfd, path, mode);
  pthread_mutex_lock(&gate);
  int code = (int)syscall(SYS_mkdirat, dirfd, path, mode);
  int saved = errno;
  if (code == 0) record('M', full, 0, 0, 0, 0, 0, 0);
  pthread_mutex_unlock(&gate);
  errno = saved;
  return code;
}
int mkdir(const char *path, mode_t mode) { return made(AT_FDCWD, path, mode); }
int mkdirat(int dirfd, const char *path, mode_t mode) { return made(dirfd, path, mode); }

// What has no word in the log.
#define REFUSE_FD(name, type, parameters, arguments, fd) \
  type name parameters { \
    REAL(name); \
    if (is_tracked(fd)) end(#name " is not logged"); \
    return real arguments; \
  }
REFUSE_FD(writev, ssize_t, (int fd, const struct iovec *v, int n), (fd, v, n), fd)
REFUSE_FD(pwritev, ssize_t, (int fd, const struct iovec *v, int n, off_t o), (fd, v, n, o), fd)
REFUSE_FD(pwritev64, ssize_t, (int fd, const struct iovec *v, int n, off64_t o), (fd, v, n, o), fd)
REFUSE_FD(fallocate, int, (int fd, int mode, off_t o, off_t n), (fd, mode, o, n), fd)
REFUSE_FD(fallocate64, int, (int fd, int mode, off64_t o, off64_t n), (fd, mode, o, n), fd)
REFUSE_FD(posix_fallocate, int, (int fd, off_t o, off_t n), (fd, o, n), fd)
REFUSE_FD(posix_fallocate64, int, (int fd, off64_t o, off64_t n), (fd, o, n), fd)
REFUSE_FD(copy_file_range, ssize_t, (int from, off64_t *a, int fd, off64_t *b, size_t n, unsigned f), (from, a, fd, b, n, f), fd)

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags) {
  char full[PATH_MAX];
  if (inside(to_fd, to, full)) end("linkat is not logged");
  return (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int truncate(const char *path, off_t size) {
  char full[PATH_MAX];
  if (inside(AT_FDCWD, path, full)) end("truncate is not logged");
  return (int)syscall(SYS_truncate, path, size);
}
int truncate64(const char *path, off64_t size) { return truncate(path, size); }

// .NET looks its own imports up in libc itself, past every preloaded library: give it ours.
void *dlsym(void *handle, const char *name) {
  static const struct { const char *name; void *function; } ours[] = {
    { "open", (void *)open }, { "open64", (void *)open64 }, { "openat", (void *)openat }, { "close", (void *)close },
    { "write", (void *)write }, { "pwrite", (void *)pwrite }, { "pwrite64", (void *)pwrite64 }, { "ftruncate", (void *)ftruncate },
    { "fsync", (void *)fsync }, { "fdatasync", (void *)fdatasync }, { "rename", (void *)rename }, { "unlink", (void *)unlink },
    { "rmdir", (void *)rmdir }, { "mkdir", (void *)mkdir },
  };
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
    if (strcmp(name, ours[i].name) == 0) return ours[i].function;
  return real_dlsym()(handle, name);
}
