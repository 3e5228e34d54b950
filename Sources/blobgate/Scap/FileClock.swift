import Glibc

/// When files were written.
enum FileClock {
    static var now: timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time
    }

    /// Whether a file was last written before a time; not, when nobody can say. File systems may keep whole seconds only.
    static func isOlder(_ path: String, than time: timespec) -> Bool {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return false }
        return facts.st_mtim.tv_sec < time.tv_sec
    }
}
