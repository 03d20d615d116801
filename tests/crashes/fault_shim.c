/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lets chosen calls to the file system fail, for a program that is started with LD_PRELOAD.
 *
 * Only calls on paths below FAULT_PREFIX, and on descriptors of such, are counted.  The
 * program itself arms a fault (through ctypes, which sees these functions):
 *
 *   fault_arm(nth, error, mode, kinds)   the nth matching call from now on, from 1
 *       mode 0: that call alone fails with error
 *       mode 1: that call and every later one
 *       mode 2: that call writes half of its bytes and says so, and every later one fails
 *       kinds 1: calls that change something; 2: those that look; 3: both
 *   fault_disarm()                       returns how many calls were met since
 *   fault_seen()                         names the call that failed first, and its file
 *
 * Flushing to the disk is left out where it is not to fail: a test of errors needs none.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define CHANGES 1
#define LOOKS 2
#define MOST 65536

enum { ONCE, FROM_THEN_ON, SHORT };

static char *watched[MOST];
static int armed, nth, error_number, mode, kinds, met;
static char seen[PATH_MAX + 64];

void fault_arm(int which, int error, int how, int what) {
    nth = which, error_number = error, mode = how, kinds = what, met = 0, seen[0] = 0;
    armed = 1;
}

int fault_disarm(void) {
    armed = 0;
    return met;
}

const char *fault_seen(void) { return seen; }

static int below(const char *path) {
    const char *prefix = getenv("FAULT_PREFIX");
    return prefix && path && !strncmp(path, prefix, strlen(prefix));
}

/* A path below a descriptor, as removing a folder with all that is in it goes. */
static const char *full(int folder, const char *path, char *room) {
    if (!path || path[0] == '/' || folder < 0 || folder >= MOST || !watched[folder]) return path;
    snprintf(room, PATH_MAX, "%s/%s", watched[folder], path);
    return room;
}

/* Returns 0 where the call is to be made, 1 where it is to fail, 2 where it is to be short. */
static int meets(int kind, const char *name, const char *path) {
    if (!armed || !path || !(kinds & kind)) return 0;
    met++;
    if (met < nth || (mode == ONCE && met > nth)) return 0;
    if (!seen[0]) snprintf(seen, sizeof seen, "%s %s", name, path);
    if (mode == SHORT && met == nth) {
        if (!strstr(name, "write")) return 0;
        return 2;
    }
    errno = mode == SHORT ? ENOSPC : error_number;
    return 1;
}

#define REAL(type, name, ...)                                   \
    static type (*real)(__VA_ARGS__);                           \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, name)

static const char *of(int fd) { return fd >= 0 && fd < MOST ? watched[fd] : NULL; }

static int noted(int fd, const char *path) {
    if (fd >= 0 && fd < MOST) {
        free(watched[fd]);
        watched[fd] = below(path) ? strdup(path) : NULL;
    }
    return fd;
}

static int opening(const char *path, int flags) {
    int changes = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
    return below(path) && meets(changes ? CHANGES : LOOKS, "open", path);
}

#define MODE_OF(flags, last)                                    \
    mode_t permissions = 0;                                     \
    if (flags & (O_CREAT | O_TMPFILE)) {                        \
        va_list more;                                           \
        va_start(more, last);                                   \
        permissions = va_arg(more, mode_t);                     \
        va_end(more);                                           \
    }

#define OPEN(name)                                              \
    int name(const char *path, int flags, ...) {                \
        REAL(int, #name, const char *, int, ...);               \
        MODE_OF(flags, flags)                                   \
        if (opening(path, flags)) return -1;                    \
        return noted(real(path, flags, permissions), path);     \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                            \
    int name(int folder, const char *path, int flags, ...) {    \
        REAL(int, #name, int, const char *, int, ...);          \
        MODE_OF(flags, flags)                                   \
        char room[PATH_MAX];                                    \
        const char *whole = full(folder, path, room);           \
        if (opening(whole, flags)) return -1;                   \
        return noted(real(folder, path, flags, permissions), whole); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < MOST) free(watched[fd]), watched[fd] = NULL;
    return real(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    int how = meets(CHANGES, "write", of(fd));
    if (how == 1) return -1;
    return real(fd, data, how == 2 ? size / 2 : size);
}

#define PWRITE(name, offset_t)                                  \
    ssize_t name(int fd, const void *data, size_t size, offset_t at) { \
        REAL(ssize_t, #name, int, const void *, size_t, offset_t); \
        int how = meets(CHANGES, "pwrite", of(fd));             \
        if (how == 1) return -1;                                \
        return real(fd, data, how == 2 ? size / 2 : size, at);  \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t read(int fd, void *data, size_t size) {
    REAL(ssize_t, "read", int, void *, size_t);
    return meets(LOOKS, "read", of(fd)) ? -1 : real(fd, data, size);
}

#define PREAD(name, offset_t)                                   \
    ssize_t name(int fd, void *data, size_t size, offset_t at) { \
        REAL(ssize_t, #name, int, void *, size_t, offset_t);    \
        return meets(LOOKS, "pread", of(fd)) ? -1 : real(fd, data, size, at); \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define FLUSH(name)                                             \
    int name(int fd) {                                          \
        REAL(int, #name, int);                                  \
        if (!of(fd)) return real(fd);                           \
        return meets(CHANGES, #name, of(fd)) ? -1 : 0;          \
    }
FLUSH(fsync)
FLUSH(fdatasync)

#define TRUNCATE(name, offset_t)                                \
    int name(int fd, offset_t size) {                           \
        REAL(int, #name, int, offset_t);                        \
        return meets(CHANGES, "ftruncate", of(fd)) ? -1 : real(fd, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

static const char *if_below(const char *path) { return below(path) ? path : NULL; }

int rename(const char *old, const char *new) {
    REAL(int, "rename", const char *, const char *);
    return meets(CHANGES, "rename", if_below(new)) ? -1 : real(old, new);
}

int link(const char *old, const char *new) {
    REAL(int, "link", const char *, const char *);
    return meets(CHANGES, "link", if_below(new)) ? -1 : real(old, new);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return meets(CHANGES, "unlink", if_below(path)) ? -1 : real(path);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    char room[PATH_MAX];
    const char *whole = full(folder, path, room);
    return meets(CHANGES, "unlink", if_below(whole)) ? -1 : real(folder, path, flags);
}

int rmdir(const char *path) {
    REAL(int, "rmdir", const char *);
    return meets(CHANGES, "rmdir", if_below(path)) ? -1 : real(path);
}

int mkdir(const char *path, mode_t permissions) {
    REAL(int, "mkdir", const char *, mode_t);
    return meets(CHANGES, "mkdir", if_below(path)) ? -1 : real(path, permissions);
}

#define STAT(name, buffer)                                      \
    int name(const char *path, struct buffer *found) {          \
        REAL(int, #name, const char *, struct buffer *);        \
        return meets(LOOKS, "stat", if_below(path)) ? -1 : real(path, found); \
    }
STAT(stat, stat)
STAT(stat64, stat64)
STAT(lstat, stat)
STAT(lstat64, stat64)
