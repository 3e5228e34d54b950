import Ledger
import Synchronization

/// The ledgers that this process has open. It ends without running destructors, so they are closed explicitly: SQLite then
/// moves the content of the WAL into the database, and a copy of that file alone is complete.
enum OpenLedgers {
    private static let stores = Mutex<[LedgerStore]>([])

    static func add(_ store: LedgerStore) { stores.withLock { $0.append(store) } }

    static func closeAll() {
        for store in stores.withLock({ $0 }) { store.finish() }
    }
}
