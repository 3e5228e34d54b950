internal import Foundation
internal import OCI
internal import Record

/// The requests to one backend, as the record has them.
struct TimelineLane {
    /// From the start of a request to the end of its last reply.
    struct Span {
        let start: Date
        let end: Date
        let isFault: Bool
    }

    /// One request that failed, or that repeated another.
    struct Read {
        let what: String
        /// Which try of its claim it was, from 1.
        let number: Int
        let attempt: Attempt
    }

    let backend: String
    private(set) var spans: [Span] = []
    private(set) var notable: [Read] = []
    private(set) var bytes: Int64 = 0
    private(set) var faults = 0
    private(set) var repeated = 0
    private(set) var first: Date?
    private(set) var last: Date?

    private init(backend: String) { self.backend = backend }

    private mutating func add(_ attempts: [Attempt], _ what: () -> String) {
        for (index, attempt) in attempts.enumerated() {
            let end = attempt.started.addingTimeInterval(Double(max(0, attempt.milliseconds)) / 1000)
            spans.append(Span(start: attempt.started, end: end, isFault: attempt.code != nil))
            bytes = bytes.addingBytes(attempt.bytes)
            first = min(first ?? attempt.started, attempt.started)
            last = max(last ?? end, end)
            if attempt.code != nil { faults += 1 }
            if index > 0 { repeated += 1 }
            guard attempt.code != nil || index > 0 else { continue }
            notable.append(Read(what: what(), number: index + 1, attempt: attempt))
        }
    }

    /// The backends that were asked, in configuration order.
    static func all(of run: Run) -> [TimelineLane] {
        let facts = run.facts
        var lanes: [TimelineLane] = []
        var known: [RegistryName: [String: Int]] = [:]
        for registry in facts.registries {
            for backend in registry.backends {
                known[registry.name, default: [:]][backend.name] = lanes.count
                let name = facts.registries.count < 2 ? backend.name : "\(registry.name) \(backend.name)"
                lanes.append(TimelineLane(backend: name))
            }
        }
        for image in facts.images {
            let name = image.reference
            for view in image.views {
                guard let place = known[name.registry]?[view.backend] else { continue }
                let tag = name.tag.map { "tag \($0)" } ?? "manifest"
                lanes[place].add(view.tagAttempts) { "\(tag) of \(name.repository)" }
                lanes[place].add(view.referrersAttempts) { "referrers of \(name.repository)" }
            }
        }
        for claim in facts.claims where !claim.attempts.isEmpty {
            guard let place = known[claim.registry]?[claim.backend] else { continue }
            lanes[place].add(claim.attempts) { "\(claim.kind.rawValue) \(claim.digest.short)" }
        }
        return lanes.filter { !$0.spans.isEmpty }
    }
}
