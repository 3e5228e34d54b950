internal import OCI

/// How far a fault reaches among the backends of a registry, as a word and as a sentence.
struct Reach {
    let scope: Diagnosis.Scope
    let sentence: String

    init(
        code: FindingCode, key: FaultCase.Key, sightings: [Diagnosis.Sighting], others: [Diagnosis.Bystander]
    ) {
        let shown = Names(sightings.map(\.backend))
        let count = sightings.count
        if case .run = key {
            (scope, sentence) = (.run, Self.run(sightings))
        } else if code == .contentTagDivergence {
            let unknown = others.filter { $0.states.contains { $0.state.isUnknown } }
            scope = others.isEmpty ? .all : .mixed
            sentence = (Self.opinions(sightings) + Self.unknown(unknown)).joined(separator: "; ")
        } else if sightings.isEmpty {
            (scope, sentence) = (.run, "no backend could be named")
        } else if others.isEmpty, count == 1 {
            (scope, sentence) = (.single, "\(shown), the only backend of the registry")
        } else if others.isEmpty {
            let received = sightings.compactMap(\.received)
            let kinds = received.count == count ? Set(received).count : 0
            if kinds == 1, code.family == .content, code != .contentPin {
                (scope, sentence) = (.allAlike, "on all \(count) backends, with the same bytes")
            } else if kinds == count, code.family == .content, code != .contentPin {
                (scope, sentence) = (.allDifferent, "on all \(count) backends, on each with other bytes")
            } else {
                (scope, sentence) = (.all, "on all \(count) backends")
            }
        } else {
            let intact = others.filter { $0.states.allSatisfy(\.state.isIntact) }
            let unknown = others.filter { $0.states.contains { $0.state.isUnknown } }
            let faulty = others.filter { other in !intact.contains(other) && !unknown.contains(other) }
            scope = intact.isEmpty ? (faulty.isEmpty ? .unknownElsewhere : .mixed) : .some
            sentence = Self.parts(shown, intact: intact, unknown: unknown, faulty: faulty).joined(separator: "; ")
        }
    }

    private static func parts(
        _ shown: Names, intact: [Diagnosis.Bystander], unknown: [Diagnosis.Bystander], faulty: [Diagnosis.Bystander]
    ) -> [String] {
        var parts = [unknown.isEmpty && faulty.isEmpty ? "only \(shown)" : "\(shown)"]
        if !intact.isEmpty {
            let names = Names(intact.map(\.backend))
            let byName = intact.allSatisfy { $0.states.contains { if case .names = $0.state { true } else { false } } }
            parts.append(
                byName ? "the name leads to an image on \(names)" : "\(names) \(names.verb("has", "have")) it intact")
        }
        if !faulty.isEmpty {
            let names = Names(faulty.map(\.backend))
            parts.append("\(names) \(names.verb("shows", "show")) another fault")
        }
        return parts + Self.unknown(unknown)
    }

    private static func unknown(_ others: [Diagnosis.Bystander]) -> [String] {
        guard !others.isEmpty else { return [] }
        let present = others.filter { $0.states.allSatisfy { $0.state == .present } }
        if !present.isEmpty {
            let names = Names(present.map(\.backend))
            let rest = others.filter { !present.contains($0) }
            return ["\(names) \(names.verb("says", "say")) that it is there, unproven"] + unknown(rest)
        }
        let withheld = others.allSatisfy { $0.states.allSatisfy { $0.state == .withheld } }
        return ["nothing can be said of \(Names(others.map(\.backend)))\(withheld ? ": not pulled" : "")"]
    }

    /// Who says what of a tag.
    private static func opinions(_ sightings: [Diagnosis.Sighting]) -> [String] {
        var said: [Digest] = []
        for digest in sightings.compactMap(\.received) where !said.contains(digest) { said.append(digest) }
        return said.map { digest in
            let names = Names(sightings.filter { $0.received == digest }.map(\.backend))
            return "\(names) \(names.verb("says", "say")) \(digest.short)"
        }
    }

    private static func run(_ sightings: [Diagnosis.Sighting]) -> String {
        let count = sightings.reduce(0) { $0 + $1.count }
        return count == 0
            ? "the whole run" : "\(count) \(count == 1 ? "claim" : "claims") on \(Names(sightings.map(\.backend)))"
    }
}

/// Names in a sentence: `a`, `a and b`, `a, b and c`, and beyond five a count.
struct Names: CustomStringConvertible {
    private let names: [String]

    init(_ names: [String]) { self.names = names }

    var isEmpty: Bool { names.isEmpty }

    var count: Int { names.count }

    var all: [String] { names }

    var description: String {
        guard names.count > 1 else { return names.first ?? "none" }
        if names.count > 5 { return "\(names.prefix(4).joined(separator: ", ")) and \(names.count - 4) more" }
        return "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])"
    }

    func verb(_ singular: String, _ plural: String) -> String { names.count == 1 ? singular : plural }
}
