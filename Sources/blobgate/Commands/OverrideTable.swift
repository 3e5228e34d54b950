import Foundation
import Ledger
import OCI
import Record

/// Renders overrides as a text table.
enum OverrideTable {
    static func render(_ all: [Override], path: String, at now: Date) -> String {
        guard !all.isEmpty else { return "no overrides in \(path)\n" }
        let rows = all.map { one in
            [
                "\(one.id)", state(one, at: now), RunTable.time(one.expiresAt), safe(one.who),
                one.digest.description, place(one), safe(one.reason),
            ]
        }
        return RunTable.table([["NUMBER", "STATE", "UNTIL (UTC)", "WHO", "DIGEST", "WHERE", "WHY"]] + rows)
    }

    /// Where the override applies, as text.
    static func place(_ one: Override) -> String {
        let backend = one.backend.map { "on \(safe($0))" } ?? "on every backend"
        return one.registry.map { "\(backend) of \($0)" } ?? backend
    }

    static func safe(_ text: String) -> String { text.escapedASCII(limit: 1000) }

    private static func state(_ one: Override, at now: Date) -> String {
        if one.withdrawnAt != nil { return "withdrawn" }
        return one.isActive(at: now) ? "active" : one.expiresAt <= now ? "expired" : "not yet"
    }
}
