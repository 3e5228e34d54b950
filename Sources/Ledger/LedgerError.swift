/// Why the ledger could not do what was asked. A run goes on without it and is only slower: no fault of the ledger
/// changes a verdict.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The file cannot be opened or created where it was asked for.
        case cannotOpen
        /// The file, or the folder that must hold SQLite's files beside it, cannot be written.
        case readOnly
        /// Another process kept the file longer than the time to wait.
        case locked
        /// The file system, or a quota, is full.
        case full
        /// The file is not what was written there.
        case damaged
        /// A newer version of Blobgate has changed the file's format.
        case newerVersion
        /// Anything else: an input/output error, or a fault of Blobgate.
        case other
    }

    package let code: Code
    package let path: String
    /// What was found, in words that fit after a colon: the operating system's message, or a fact.
    package let reason: String?
    /// What SQLite said, where it was SQLite.
    package let sqliteMessage: String?
    /// SQLite's extended result code, where it was SQLite (https://www.sqlite.org/rescode.html).
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
        case .readOnly: "cannot be written"
        case .locked: "is locked"
        case .full: "cannot grow"
        case .damaged: "is damaged"
        case .newerVersion: "is of a newer version of blobgate"
        case .other: "failed"
        }
    }

    private var cause: String {
        let sqlite = sqliteMessage.map { message in
            "SQLite says \"\(message)\"" + (resultCode.map { " (\($0))" } ?? "")
        }
        let parts = [reason, sqlite].compactMap(\.self)
        return parts.isEmpty ? "no reason is known" : parts.joined(separator: ", ")
    }

    private var remedy: String {
        switch code {
        case .cannotOpen: "name a file in a folder that this user can write"
        case .readOnly: "make the file and its folder writable for every user of it, or name another file"
        case .locked: "end the process that keeps it, or wait and run again"
        case .full: "free space on its file system, or prune old runs"
        case .damaged: "move it away to begin a new one, and look at the disk that holds it"
        case .newerVersion: "use that version, or name another file"
        case .other: "look at the file system that holds it, and when that is well report a fault of blobgate"
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
