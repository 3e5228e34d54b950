public import Foundation
internal import Ledger
public import OCI
internal import Registry

/// A recorded exception under which a known fault may pass: who said so, why, and until when.
///
/// It proves nothing: the fault stays in every report, and nothing is recorded as proven.
public struct Override: Hashable, Sendable, Identifiable {
    /// Its number in the ledger.
    public let id: Int64
    /// The content whose fault may pass.
    public let digest: Digest
    /// The backend on which it may; `nil` for each.
    public let backend: String?
    /// The registry under whose name it may; `nil` for each.
    public let registry: RegistryName?
    /// Why.
    public let reason: String
    /// Who said so.
    public let who: String
    /// When it was recorded.
    public let createdAt: Date
    /// When it ends by itself.
    public let expiresAt: Date

    /// The longest time that one may hold.
    public static let longest = Duration.seconds(7 * 86_400)

    init(_ exception: RecordedException) {
        id = exception.id
        digest = exception.digest
        backend = exception.backend
        registry = exception.registry
        reason = exception.reason
        who = exception.who
        createdAt = exception.createdAt
        expiresAt = exception.expiresAt
    }
}

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
            return ClaimResult(claim: result.claim, standing: .faulty(applied(finding)), attempts: result.attempts)
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

/// An override with what it let pass in a run.
public struct UsedOverride: Sendable {
    /// The override.
    public let override: Override
    /// The findings that would have refused, or left undecided, without it.
    public let findings: [Finding]
}

extension GateRun {
    /// The overrides that let a fault of this run pass, in the order of their numbers.
    public var overrides: [UsedOverride] {
        Dictionary(grouping: findings.filter { $0.override != nil }) { $0.override }
            .compactMap { override, findings in override.map { UsedOverride(override: $0, findings: findings) } }
            .sorted { $0.override.id < $1.override.id }
    }
}
