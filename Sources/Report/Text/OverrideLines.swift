internal import OCI
internal import Record

/// Lists each override that waived a fault: what, where, who, why, until when.
enum OverrideLines {
    static func add(_ run: Run, to page: inout Page) {
        for used in run.overrides {
            let override = used.override
            let codes = Set(used.findings.map(\.code.rawValue)).sorted().joined(separator: ", ")
            let places = Set(used.findings.compactMap(\.place.backend)).sorted().joined(separator: ", ")
            page.line("override \(override.id) waives \(codes) on \(places)", label: "OVERRIDDEN: ", ink: .yellow)
            page.line(override.wholeSubject, label: "  what   ")
            page.line("\(override.who), at \(Units.time(override.createdAt))", label: "  who    ")
            page.line(override.reason, label: "  why    ")
            page.line(
                "\(Units.time(override.expiresAt)); to end it now: blobgate override withdraw \(override.id)",
                label: "  until  ")
            page.line()
        }
    }
}
