import GRDB

extension LedgerError {
    /// Converts a GRDB error, after `waited` was spent waiting for other processes.
    init(_ error: any Error, path: String, waited: Duration = .zero) {
        switch error {
        case let error as LedgerError:
            self = error
        case let error as DatabaseError:
            let code = Code(error.extendedResultCode)
            let kept = code == .locked ? "other processes held its lock for \(waited.inSeconds) s" : nil
            self.init(
                code, path: path, reason: kept, sqliteMessage: error.message,
                resultCode: error.extendedResultCode.rawValue)
        case let error as UnreadableValue:
            self.init(.damaged, path: path, reason: error.description)
        default:
            self.init(.other, path: path, reason: String(describing: error))
        }
    }
}

extension LedgerError.Code {
    init(_ code: ResultCode) {
        switch code {
        // A full file system shows up first when SQLite sizes its shared memory file, for which it has no other code.
        case .SQLITE_FULL, .SQLITE_IOERR_SHMSIZE: self = .full
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .locked
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged
        default: self = .other
        }
    }
}
