internal import CBusFault

/// The files of an open ledger: the database, its WAL, and the WAL's index, which all processes map into their memory.
///
/// If another program truncates, deletes or replaces one of them, SQLite's locks no longer protect it: processes could overwrite each
/// other's proofs, or be killed by SIGBUS. The run then continues without the ledger, and its files are left as they are.
struct OpenFiles: Sendable {
    private static let suffixes = ["", "-wal", "-shm"]

    private let path: String
    private let identities: [FileIdentity?]
    private let lostBefore: Int32

    /// - Parameter lostBefore: ``lostIndexes`` before the files were opened.
    init(of file: LedgerFile, lostBefore: Int32) {
        path = file.path
        identities = Self.suffixes.map { LedgerFile(file.path + $0).identity }
        self.lostBefore = lostBefore
    }

    /// The identity of the database.
    var database: FileIdentity? { identities.first ?? nil }

    /// Throws if one of the files is no longer the one that was opened.
    func check() throws(LedgerError) {
        if let loss { throw loss }
        for (suffix, identity) in zip(Self.suffixes, identities)
        where identity != nil && LedgerFile(path + suffix).identity != identity {
            throw LedgerError(
                .disturbed, path: path, reason: "another program deleted, moved or replaced \(path + suffix)")
        }
    }

    /// The error of a ledger whose index was truncated since it was opened; `nil` if it was not.
    var loss: LedgerError? {
        guard let database, blobgate_bus_is_lost(database.device, database.inode, lostBefore) != 0 else { return nil }
        return LedgerError(.disturbed, path: path, reason: "another program truncated \(path)-shm")
    }

    /// How many indexes this process has lost. The first use installs the handler of SIGBUS.
    static var lostIndexes: Int32 {
        _ = isHandlerInstalled
        return blobgate_bus_lost()
    }

    private static let isHandlerInstalled = blobgate_bus_install() == 0
}
