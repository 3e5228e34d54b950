internal import CLibcurl

/// How the process as a whole uses memory.
package enum ProcessMemory {
    /// Lets all threads share two arenas: each of its own would keep what its thread once had. Call it before there are
    /// threads.
    package static func shareArenas() { blobgate_limit_arenas(2) }
}
