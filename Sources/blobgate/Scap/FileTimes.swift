import Glibc

/// Compares modification times of files.
enum FileTimes {
    static var now: timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time
    }

    /// Whether a file was last modified before a time; false if unknown. Compares whole seconds, since some file systems store
    /// no more.
    static func isOlder(_ path: String, than time: timespec) -> Bool {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return false }
        return facts.st_mtim.tv_sec < time.tv_sec
    }
}
