import GRDB
package import OCI
internal import Record

/// A backend that a run used.
package struct RecordedBackend: Hashable, Sendable, Comparable {
    package let registry: RegistryName
    package let name: String

    package init(registry: RegistryName, name: String) {
        self.registry = registry
        self.name = name
    }

    package static func < (left: RecordedBackend, right: RecordedBackend) -> Bool {
        (left.registry, left.name) < (right.registry, right.name)
    }
}

extension LedgerStore {
    /// The backends that runs pulled from, and those of the last `runs` records: nothing is pulled from a backend that has
    /// no image of a release.
    package func backends(ofLast runs: Int = 5) async throws(LedgerError) -> Set<RecordedBackend> {
        let (pulled, ids) = try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT DISTINCT registry, backend FROM path")
            let pulled = try rows.map { row in
                try RecordedBackend(
                    registry: row.parsed("registry") { (text: String) in RegistryName(text) },
                    name: row.value("backend"))
            }
            let ids = try Int64.fetchAll(
                db, sql: "SELECT id FROM run WHERE report IS NOT NULL ORDER BY id DESC LIMIT ?", arguments: [runs])
            return (Set(pulled), ids)
        }
        var all = pulled
        for id in ids {
            guard let record = try await run(RunID(rawValue: id))?.run else { continue }
            for registry in record.registries {
                all.formUnion(registry.backends.map { RecordedBackend(registry: registry.name, name: $0.name) })
            }
        }
        return all
    }
}
