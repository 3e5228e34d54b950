internal import Registry

/// Makes one statement of all attempts at a claim: "bad twice", "bad, then good", or simply what was seen.
enum ClaimConclusion {
    static func standing(
        of claim: Claim, attempts: [Attempt], verified: VerifiedBlob?, present: PresentBlob? = nil
    ) -> Standing {
        let fault = fault(of: attempts)
        if fault == nil, let good = verified.map(Standing.verified) ?? present.map(Standing.present) { return good }
        let (code, seen) = fault ?? (.accessOther, "nothing was asked")
        return .faulty(finding(code, claim, attempts, seen: seen))
    }

    /// The fault that all attempts together show; `nil` when the last was good and those before it were only broken.
    ///
    /// Wrong content outweighs an absence that was seen beside it: whoever serves wrong bytes once is not just empty.
    static func fault(of attempts: [Attempt]) -> (code: FindingCode, seen: String)? {
        let faults = attempts.compactMap { attempt in attempt.code.map { (code: $0, seen: attempt.seen) } }
        let grave = faults.filter { $0.code.family != .access }
        if let last = attempts.last, last.code == nil {
            guard let first = grave.first else { return nil }
            let code: FindingCode = first.code.family == .content ? .contentFlapping : first.code
            return (code, "first \(first.seen); then good on a new connection")
        }
        if let worst = grave.last(where: { $0.code.family == .content }) ?? grave.last {
            return (worst.code, words(grave: grave, faults: faults))
        }
        guard let last = faults.last else { return nil }
        return (last.code, last.seen + (faults.count > 1 ? " (\(faults.count) tries)" : ""))
    }

    static func finding(_ code: FindingCode, _ claim: Claim, _ attempts: [Attempt], seen: String) -> Finding {
        let tolerated = claim.backend.role == .standby && code.family == .absence
        return Finding(
            code: code, weight: tolerated ? .reported : nil, backend: claim.backend, registry: claim.backend.registry,
            repository: claim.repository, digest: claim.digest, seen: seen, attempts: attempts)
    }

    private static func words(
        grave: [(code: FindingCode, seen: String)], faults: [(code: FindingCode, seen: String)]
    ) -> String {
        let first = grave[0].seen
        guard grave.count > 1 else {
            guard let other = faults.last, other.code.family == .access, faults.count > 1 else { return first }
            return "\(first); it could not be read again: \(other.seen)"
        }
        return grave.allSatisfy { $0.seen == first }
            ? "\(first), twice" : "\(first); read again: \(grave[grave.count - 1].seen)"
    }
}
