import Foundation

/// What the bytes of a file say, for a file that SQLite cannot read.
extension LedgerFile {
    /// Where SQLite's header has the application ID: 4 bytes, big endian (https://www.sqlite.org/fileformat.html).
    private static let idOffset = 68
    /// The schema is in the first pages.
    private static let searched = 1 << 18

    /// Whether it is, or certainly was, a ledger of Blobgate: by its header, or by its schema behind a damaged
    /// header. Any other file is someone else's, and must not be moved.
    var wasLedger: Bool {
        guard let start = start(of: Self.searched) else { return false }
        if start.starts(with: Data("SQLite format 3\0".utf8)), start.count >= Self.idOffset + 4 {
            let id = start[Self.idOffset..<Self.idOffset + 4].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            if id == Schema.applicationID { return true }
        }
        return Schema.marks.allSatisfy { start.firstRange(of: Data($0.utf8)) != nil }
    }

    /// What it seems to be, worded to follow a colon.
    var guess: String {
        guard let start = start(of: 512) else { return "it cannot be read" }
        if start.isEmpty { return "it is empty" }
        // An SQLite header contains zero bytes, and so do blocks that a disk has lost.
        let isText = start.allSatisfy { $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) }
        return isText && start.contains(0x0a) ? "it is a text file" : "its content is something else"
    }

    private func start(of count: Int) -> Data? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        do {
            return try handle.read(upToCount: count) ?? Data()
        } catch {
            return nil
        }
    }
}
