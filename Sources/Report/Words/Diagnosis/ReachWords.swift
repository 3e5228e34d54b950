internal import OCI
package import Record

/// Words which backends of a registry a fault affects.
package enum ReachWords {
    /// One sentence with the names of the backends, without a full stop.
    package static func text(_ fault: Fault) -> String {
        let occurrences = fault.occurrences
        let shown = Names(occurrences.map(\.backend))
        if case .run = fault.key { return run(occurrences) }
        if fault.code == .contentTagDivergence {
            let unknown = fault.others.filter { $0.states.contains { $0.state.isUnknown } }
            return (opinions(occurrences) + self.unknown(unknown)).joined(separator: "; ")
        }
        return switch fault.scope {
        case .run: "no backend is known"
        case .single: "\(shown), the only backend of the registry"
        case .allAlike: "on all \(occurrences.count) backends, with the same bytes"
        case .allDifferent: "on all \(occurrences.count) backends, each with different bytes"
        case .all: "on all \(occurrences.count) backends"
        case .some, .mixed, .unknownElsewhere: parts(shown, fault.others).joined(separator: "; ")
        }
    }

    private static func parts(_ shown: Names, _ others: [OtherBackend]) -> [String] {
        let intact = others.filter { $0.states.allSatisfy(\.state.isIntact) }
        let unknown = others.filter { !intact.contains($0) && $0.states.allSatisfy(\.state.isUnknown) }
        let partly = others.filter { other in
            other.states.contains(where: \.state.isIntact) && other.states.contains(where: \.state.isUnknown)
                && other.states.allSatisfy { $0.state.isIntact || $0.state.isUnknown }
        }
        let faulty = others.filter { !intact.contains($0) && !unknown.contains($0) && !partly.contains($0) }
        var parts = [unknown.isEmpty && partly.isEmpty && faulty.isEmpty ? "only \(shown)" : "\(shown)"]
        if !intact.isEmpty {
            let names = Names(intact.map(\.backend))
            let byName = intact.allSatisfy { $0.states.contains { if case .names = $0.state { true } else { false } } }
            parts.append(
                byName ? "the name resolves on \(names)" : "\(names) \(names.verb("has", "have")) it intact")
        }
        parts += partly.map { "\($0.backend) has \(Self.share($0)) intact, and nothing is known about the rest" }
        if !faulty.isEmpty {
            let names = Names(faulty.map(\.backend))
            parts.append("\(names) \(names.verb("shows", "show")) another fault")
        }
        return parts + self.unknown(unknown)
    }

    /// `3 of 4`, in claims.
    private static func share(_ other: OtherBackend) -> String {
        let intact = other.states.filter(\.state.isIntact).reduce(0) { $0 + $1.count }
        return "\(intact) of \(other.states.reduce(0) { $0 + $1.count })"
    }

    private static func unknown(_ others: [OtherBackend]) -> [String] {
        guard !others.isEmpty else { return [] }
        let present = others.filter { $0.states.allSatisfy { $0.state == .present } }
        if !present.isEmpty {
            let names = Names(present.map(\.backend))
            let rest = others.filter { !present.contains($0) }
            return ["\(names) \(names.verb("reports", "report")) it present, unproven"] + unknown(rest)
        }
        let withheld = others.allSatisfy { $0.states.allSatisfy { $0.state == .withheld } }
        return ["nothing is known about \(Names(others.map(\.backend)))\(withheld ? ": not pulled" : "")"]
    }

    /// Which digest each backend resolves a tag to.
    private static func opinions(_ occurrences: [Occurrence]) -> [String] {
        var digests: [Digest] = []
        for digest in occurrences.compactMap(\.received) where !digests.contains(digest) { digests.append(digest) }
        return digests.map { digest in
            let names = Names(occurrences.filter { $0.received == digest }.map(\.backend))
            return "\(names) \(names.verb("resolves", "resolve")) it to \(digest.short)"
        }
    }

    private static func run(_ occurrences: [Occurrence]) -> String {
        let count = occurrences.reduce(0) { $0 + $1.count }
        return count == 0
            ? "the whole run" : "\(Units.counted(count, "claim")) on \(Names(occurrences.map(\.backend)))"
    }
}
