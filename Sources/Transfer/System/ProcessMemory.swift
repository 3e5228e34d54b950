internal import CLibcurl

/// Process-wide memory settings.
package enum ProcessMemory {
    /// Limits malloc to two shared arenas: per-thread arenas would retain what their thread once used. Call before
    /// creating threads.
    package static func shareArenas() { blobgate_limit_arenas(2) }
}
