internal import Foundation
internal import Record

/// The overrides of a run and the findings that they waive.
struct Overrides {
    /// How long an ended override is still mentioned, in seconds.
    private static let memory = 7 * 86_400.0

    private let active: [Override]
    private let ended: [Override]

    init(_ overrides: [Override], at date: Date) {
        active = overrides.filter { $0.isActive(at: date) }
        ended = overrides.filter { override in
            let age = date.timeIntervalSince(override.expiresAt)
            return override.withdrawnAt == nil && age >= 0 && age <= Self.memory
        }
    }

    /// Waives the findings of a run that an override covers.
    func apply(to facts: inout RunFacts) {
        guard !active.isEmpty else { return }
        for image in facts.images.indices {
            facts.images[image].findings = facts.images[image].findings.map(applied)
            for view in facts.images[image].views.indices {
                facts.images[image].views[view].findings = facts.images[image].views[view].findings.map(applied)
            }
        }
        for claim in facts.claims.indices {
            guard let finding = facts.claims[claim].status.finding else { continue }
            facts.claims[claim].status = .faulty(applied(finding))
        }
    }

    /// Whether an override lets a fault at this place pass.
    func covers(_ place: FaultPlace) -> Bool { active.contains { $0.covers(place) } }

    /// Notices about ended overrides that would have waived a finding, each once.
    func notices(on findings: [Finding]) -> [Notice] {
        ended.filter { override in findings.contains { Self.isOpen($0) && override.covers($0.place) } }
            .map {
                .overrideEnded(
                    id: $0.id, who: $0.who, digest: $0.digest, repository: $0.repository, tag: $0.tag, at: $0.expiresAt)
            }
    }

    private func applied(_ finding: Finding) -> Finding {
        guard Self.isOpen(finding), let override = active.first(where: { $0.covers(finding.place) }) else {
            return finding
        }
        return finding.waived(by: override)
    }

    private static func isOpen(_ finding: Finding) -> Bool { finding.weight != .reported }
}
