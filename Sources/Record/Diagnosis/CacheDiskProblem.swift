/// What is wrong with the file system of a cache.
package enum CacheDiskProblem: String, Codable, Hashable, Sendable, CaseIterable {
    /// It is full: a reply ends where the cache cannot write on, and nothing is kept.
    case full
    /// It is read-only: the connection closes before a reply.
    case readOnly = "read-only"
    /// A file in it cannot be read: the proxy itself answers 500.
    case unreadable
}
