/// Why a ledger operation failed. The run continues without the ledger, only slower: a ledger fault never changes a
/// verdict.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The file cannot be opened or created.
        case cannotOpen
        /// There is no such file, and the command creates none.
        case missing
        /// The file is something else. It is never changed or moved.
        case notALedger
        /// The file, or its folder, which must hold SQLite's companion files, is not writable.
        case readOnly
        /// Someone else can change the file.
        case untrusted
        /// Another process held the file longer than the timeout.
        case locked
        /// The file system or a quota is full.
        case full
        /// The content of the file is not what was written.
        case damaged
        /// Another program truncated, deleted or replaced a file of the open ledger.
        case disturbed
        /// A newer version of Blobgate has changed the file's schema.
        case newerVersion
        /// The file has the schema of an older version of Blobgate, and cannot be migrated because it is not writable.
        case olderVersion
        /// Anything else: an I/O error, or a bug in Blobgate.
        case other
    }

    package let code: Code
    package let path: String
    /// What was found, worded to follow a colon: the operating system's message, or a fact.
    package let reason: String?
    /// SQLite's message, if any.
    package let sqliteMessage: String?
    /// SQLite's extended result code, if any (https://www.sqlite.org/rescode.html).
    package let resultCode: Int32?

    init(
        _ code: Code, path: String, reason: String? = nil, sqliteMessage: String? = nil, resultCode: Int32? = nil
    ) {
        self.code = code
        self.path = path
        self.reason = reason
        self.sqliteMessage = sqliteMessage
        self.resultCode = resultCode
    }

    /// One sentence in ASCII: the file, what was found, what to do.
    package var description: String {
        "ledger \(path.escapedASCII) \(fault): \(cause.escapedASCII); \(remedy)"
    }

    private var fault: String {
        switch code {
        case .cannotOpen: "cannot be opened"
        case .missing: "does not exist"
        case .notALedger: "is not a ledger of blobgate"
        case .readOnly: "cannot be written"
        case .untrusted: "is not trusted"
        case .locked: "is locked"
        case .full: "cannot grow"
        case .damaged: "is damaged"
        case .disturbed: "was changed from outside while it was open"
        case .newerVersion: "was written by a newer version of blobgate"
        case .olderVersion: "was written by an older version of blobgate"
        case .other: "failed"
        }
    }

    private var cause: String {
        let sqlite = sqliteMessage.map { message in
            "SQLite reports \"\(message)\"" + (resultCode.map { " (\($0))" } ?? "")
        }
        let parts = [reason, sqlite].compactMap(\.self)
        return parts.isEmpty ? "unknown reason" : parts.joined(separator: ", ")
    }

    private var remedy: String {
        switch code {
        case .cannotOpen: "specify a file in a folder that this user can write to"
        case .missing: "check the path; the first run with it creates it"
        case .notALedger: "nothing was changed; specify another file"
        case .readOnly: "make the file and its folder writable for all of its users, or specify another file"
        case .untrusted:
            "let only this user write to the file and its folder, or share it with a group in a setgid folder, or specify "
                + "another file"
        case .locked: "stop the process that holds it, or wait and run again"
        case .full: "free space on its file system, or prune old runs"
        case .damaged: "move it away to start a new one, and check the disk"
        case .disturbed: "leave its -wal and -shm files to blobgate; the next run uses the ledger again"
        case .newerVersion: "use that version, or specify another file"
        case .olderVersion: "run blobgate once as a user who can write to it and its folder"
        case .other: "check its file system; if that is healthy, report a bug in blobgate"
        }
    }
}

extension String {
    /// The text with every character outside printable ASCII written as an escape.
    var escapedASCII: String {
        var shown = ""
        for scalar in unicodeScalars {
            shown += (0x20...0x7e).contains(scalar.value) ? String(scalar) : scalar.escaped(asASCII: true)
        }
        return shown
    }
}
