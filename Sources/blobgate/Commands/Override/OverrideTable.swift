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
                one.wholeSubject, place(one), safe(one.reason),
            ]
        }
        return RunTable.table([["NUMBER", "STATE", "UNTIL (UTC)", "WHO", "WHAT", "WHERE", "WHY"]] + rows)
    }

    /// The most overrides that are listed one by one.
    private static let mostListed = 20

    /// What was just recorded, and how to end it.
    static func added(_ all: [Override]) -> String {
        guard let first = all.first else { return "" }
        var text = ""
        if all.count == 1 {
            text =
                "override \(first.id) by \(safe(first.who)) is active until \(RunTable.time(first.expiresAt)) UTC: "
                + "faults in \(first.wholeSubject) \(place(first)) do not refuse\n"
        } else {
            text =
                "\(all.count) overrides by \(safe(first.who)) are active until \(RunTable.time(first.expiresAt)) UTC:\n"
            for one in all.prefix(mostListed) {
                text += "override \(one.id): faults in \(one.wholeSubject) \(place(one)) do not refuse\n"
            }
            if all.count > mostListed {
                text += "and \(all.count - mostListed) more; see: blobgate override list\n"
            }
        }
        let numbers = all.map { "\($0.id)" }.joined(separator: " ")
        return text + "To end \(all.count == 1 ? "it" : "them") earlier: blobgate override withdraw \(numbers)\n"
    }

    /// Where the override applies, as text.
    static func place(_ one: Override) -> String {
        let backend = one.backend.map { "on \(safe($0))" } ?? "on every backend"
        return one.registry.map { "\(backend) of \($0)" } ?? backend
    }

    static func safe(_ text: String) -> String { text.escapedASCII(limit: 1000) }

    private static func state(_ one: Override, at now: Date) -> String {
        switch OverrideState(one, at: now) {
        case .pending: "not yet"
        case let state: state.rawValue
        }
    }
}

/// Whether an override waives anything.
enum OverrideState: String, Codable, Sendable {
    case active
    case expired
    case withdrawn
    /// Its start is in the future: it was recorded by a clock that was wrong.
    case pending

    init(_ one: Override, at now: Date) {
        self =
            if one.withdrawnAt != nil { .withdrawn } else if one.isActive(at: now) {
                .active
            } else if one.expiresAt <= now {
                .expired
            } else { .pending }
    }
}
