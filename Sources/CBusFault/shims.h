/* Survives the truncation of a `-shm` file, the index of SQLite's WAL that all processes map into their memory. Access
   past the end of a mapped file raises SIGBUS, which would end the process and lose its verdict.

   The handler only makes system calls: nothing else is safe in a signal handler, and Swift code may allocate. */
#ifndef BLOBGATE_CBUSFAULT_SHIMS_H
#define BLOBGATE_CBUSFAULT_SHIMS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* fcntl.h declares O_PATH only for GNU sources, and may have been included before without that. */
#ifdef O_PATH
#define BLOBGATE_O_PATH O_PATH
#else
#define BLOBGATE_O_PATH 010000000
#endif

enum { blobgate_bus_remembered = 64 };

struct blobgate_bus_state {
    /* How many indexes were lost. */
    volatile sig_atomic_t lost;
    /* The databases of the last of them. */
    struct {
        dev_t device;
        ino_t inode;
    } databases[blobgate_bus_remembered];
    /* Kept open, so that the handler can open a file when no descriptor is left. */
    volatile sig_atomic_t spare;
    struct sigaction earlier;
};

static inline struct blobgate_bus_state *blobgate_bus_state(void) {
    static struct blobgate_bus_state state;
    return &state;
}

static inline int blobgate_bus_hex(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'a' && character <= 'f') return character - 'a' + 10;
    return -1;
}

/* The mapping around an address, from /proc/self/maps: its range, and the path of its file up to `-shm`. Returns 0 if
   it is not a mapping of a file with this ending. */
static inline int blobgate_bus_find(uintptr_t address, uintptr_t *start, uintptr_t *end, char *path, size_t limit) {
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (maps < 0) return 0;
    char chunk[1024], line[PATH_MAX + 128];
    size_t length = 0;
    int found = 0;
    ssize_t count;
    while (!found && (count = read(maps, chunk, sizeof chunk)) != 0) {
        if (count < 0) {
            if (errno == EINTR) continue;
            break;
        }
        for (ssize_t index = 0; index < count && !found; index++) {
            if (chunk[index] != '\n') {
                if (length < sizeof line - 1) line[length++] = chunk[index];
                continue;
            }
            line[length] = 0;
            length = 0;
            uintptr_t range[2] = {0, 0};
            char *text = line;
            for (int part = 0; part < 2; part++, text++) {
                for (int digit; (digit = blobgate_bus_hex(*text)) >= 0; text++) range[part] = range[part] << 4 | digit;
            }
            if (address < range[0] || address >= range[1]) continue;
            found = 1;
            *start = range[0];
            *end = range[1];
            char *name = strchr(text, '/');
            if (!name) name = line + strlen(line);
            size_t size = strlen(name);
            static const char deleted[] = " (deleted)";
            if (size > sizeof deleted - 1 && !strcmp(name + size - (sizeof deleted - 1), deleted)) {
                size -= sizeof deleted - 1;
            }
            if (size <= 4 || size - 4 >= limit || memcmp(name + size - 4, "-shm", 4)) {
                found = -1;
            } else {
                memcpy(path, name, size - 4);
                path[size - 4] = 0;
            }
        }
    }
    close(maps);
    return found > 0;
}

/* Takes reading and writing from every descriptor of a database and of its WAL. What SQLite reads from the lost index is
   not true any more, and nothing that follows from it may reach the files that other processes share. Sizes can still be
   read: a WAL that looks empty would be deleted. */
static inline int blobgate_bus_cut(const char *path, struct stat *database) {
    long limit = sysconf(_SC_OPEN_MAX);
    int most = 1 << 16, cut = 0;
    if (limit > 0 && limit < most) most = (int)limit;
    size_t length = strlen(path);
    char link[32] = "/proc/self/fd/", target[PATH_MAX + 16];
    for (int descriptor = 0; descriptor < most; descriptor++) {
        char digits[12];
        int count = 0, rest = descriptor;
        do digits[count++] = (char)('0' + rest % 10); while (rest /= 10);
        char *end = link + sizeof "/proc/self/fd/" - 1;
        while (count) *end++ = digits[--count];
        *end = 0;
        ssize_t size = readlink(link, target, sizeof target - 1);
        if (size < (ssize_t)length) continue;
        target[size] = 0;
        if (memcmp(target, path, length)) continue;
        const char *suffix = target + length;
        if (!strncmp(suffix, "-wal", 4)) suffix += 4;
        if (*suffix && strcmp(suffix, " (deleted)")) continue;
        if (suffix == target + length) fstat(descriptor, database);
        int empty = open(link, BLOBGATE_O_PATH | O_CLOEXEC);
        if (empty < 0) return -1;
        int result = dup3(empty, descriptor, O_CLOEXEC);
        close(empty);
        if (result < 0) return -1;
        cut++;
    }
    return cut;
}

static inline void blobgate_bus_fault(int number, siginfo_t *facts, void *context) {
    struct blobgate_bus_state *state = blobgate_bus_state();
    int error = errno;
    uintptr_t start = 0, end = 0;
    char path[PATH_MAX];
    (void)context;
    if (state->spare >= 0) close(state->spare);
    state->spare = -1;
    if (facts->si_code > 0 && blobgate_bus_find((uintptr_t)facts->si_addr, &start, &end, path, sizeof path)) {
        struct stat database;
        memset(&database, 0, sizeof database);
        int cut = blobgate_bus_cut(path, &database);
        int place = state->lost % blobgate_bus_remembered;
        state->databases[place].device = database.st_dev;
        state->databases[place].inode = database.st_ino;
        state->lost++;
        if (cut > 0
            && mmap((void *)start, end - start, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
                != MAP_FAILED) {
            state->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
            errno = error;
            return;
        }
    }
    /* The access is repeated when this returns, and ends the process as it would have without this handler. */
    sigaction(number, &state->earlier, NULL);
    errno = error;
}

/* Installs the handler. Returns 0, or the error number. */
static inline int blobgate_bus_install(void) {
    struct blobgate_bus_state *state = blobgate_bus_state();
    state->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = blobgate_bus_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGBUS, &action, &state->earlier) ? errno : 0;
}

static inline int blobgate_bus_lost(void) { return (int)blobgate_bus_state()->lost; }

/* Whether the index of a database was lost after `before` others. */
static inline int blobgate_bus_is_lost(uint64_t device, uint64_t inode, int before) {
    struct blobgate_bus_state *state = blobgate_bus_state();
    int now = (int)state->lost;
    if (now - before > blobgate_bus_remembered) return 1;
    for (int number = before; number < now; number++) {
        int place = number % blobgate_bus_remembered;
        if (state->databases[place].device == device && state->databases[place].inode == inode) return 1;
    }
    return 0;
}

#endif
