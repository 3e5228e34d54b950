import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The lock on a ledger's folder, held while the file is opened, created, migrated or moved.
struct FolderLock {
    private let descriptor: Int32

    fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

    /// Releases the lock. The end of the process releases it too.
    func release() { close(descriptor) }
}

extension LedgerFile {
    /// Takes the lock, or throws `locked`. Returns `nil` for a folder that this user can write but not read, which
    /// cannot be locked.
    func lockFolder(waitingUpTo time: Duration) throws(LedgerError) -> FolderLock? {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let start = ContinuousClock.now
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            guard ContinuousClock.now - start < time else {
                close(descriptor)
                throw LedgerError(.locked, path: path, reason: "another process holds a lock on its folder")
            }
            usleep(5000)
        }
        return FolderLock(descriptor: descriptor)
    }
}
