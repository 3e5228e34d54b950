import GRDB

extension LedgerStore {
    /// The version of the SQLite library in use, as `3.40.1`.
    package static var libraryVersion: String { dotted(Int(Database.sqliteLibVersionNumber)) }

    /// SQLite's version number, such as 3040001, as text.
    static func dotted(_ number: Int) -> String {
        "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)"
    }
}
