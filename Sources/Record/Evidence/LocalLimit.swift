/// A limit of the machine or the process that the gate itself ran into. It says nothing about any server.
package enum LocalLimit: String, Codable, Hashable, Sendable, CaseIterable {
    /// The process may not open more files or connections (`EMFILE`).
    case openFiles
    /// The whole system has no more room for open files (`ENFILE`).
    case systemFiles
    /// The system created no more threads (`EAGAIN`), or had no descriptors for one.
    case threads
    /// There was not enough memory (`ENOMEM`, `ENOBUFS`).
    case memory
}
