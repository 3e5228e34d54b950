internal import Foundation
internal import Ledger
internal import OCI
internal import Registry

/// The overrides of a run and what they let pass: pure.
struct Overrides {
    /// How long after its end an override is still mentioned.
    private static let memory = 7 * 86_400.0

    private let active: [RecordedException]
    private let expired: [RecordedException]

    init(_ exceptions: [RecordedException], at date: Date) {
        active = exceptions.filter { $0.isActive(at: date) }
        expired = exceptions.filter { exception in
            let age = date.timeIntervalSince(exception.expiresAt)
            return exception.withdrawnAt == nil && age >= 0 && age <= Self.memory
        }
    }

    /// The images with those of their findings let pass that an override is about.
    func applied(to images: [ImageResult]) -> [ImageResult] {
        images.map { image in
            var image = image
            image.findings = image.findings.map(applied)
            for view in image.views.indices { image.views[view].findings = image.views[view].findings.map(applied) }
            return image
        }
    }

    /// The claims, likewise.
    func applied(to results: [ClaimResult]) -> [ClaimResult] {
        results.map { result in
            guard case .faulty(let finding) = result.standing else { return result }
            return ClaimResult(
                claim: result.claim, standing: .faulty(applied(finding)), attempts: result.attempts, spot: result.spot)
        }
    }

    /// What to say of overrides that have run out: those that would have let a finding pass, each once.
    func notices(on findings: [Finding]) -> [String] {
        expired.filter { exception in findings.contains { Self.isOpen($0) && Self.covers(exception, $0) } }
            .map { exception in
                let time = exception.expiresAt.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
                return
                    "override \(exception.id) of \(exception.who) for \(exception.digest.short) ran out at \(time) and "
                    + "lets nothing pass any more"
            }
    }

    private func applied(_ finding: Finding) -> Finding {
        guard Self.isOpen(finding), let exception = active.first(where: { Self.covers($0, finding) }) else {
            return finding
        }
        return finding.letPass(by: Override(exception))
    }

    private static func isOpen(_ finding: Finding) -> Bool { finding.weight != .reported }

    private static func covers(_ exception: RecordedException, _ finding: Finding) -> Bool {
        guard let digest = finding.digest, let backend = finding.backend else { return false }
        return exception.covers(digest, on: backend.name, of: finding.registry)
    }
}
