internal import Registry

/// Makes one statement of all attempts at a claim: "bad twice", "bad, then good", or simply what was seen.
enum ClaimConclusion {
    /// The result of a claim; what the policy of flapping lets pass stands, with a remark.
    static func result(
        of claim: Claim, attempts: [Attempt], verified: VerifiedBlob?, present: PresentBlob? = nil,
        flapping: FlappingPolicy = .refuse
    ) -> ClaimResult {
        guard let good = verified.map(Standing.verified) ?? present.map(Standing.present),
            flapping.accepts(attempts.map(\.code)), let fault = fault(of: attempts)
        else {
            let standing = standing(of: claim, attempts: attempts, verified: verified, present: present)
            return ClaimResult(claim: claim, standing: standing, attempts: attempts)
        }
        let remark = finding(fault.code, claim, attempts, weight: .reported, seen: fault.seen)
        return ClaimResult(claim: claim, standing: good, attempts: attempts, remark: remark)
    }

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
        if let flapping = flapping(attempts) { return (.contentFlapping, flapping) }
        if let last = attempts.last, last.code == nil {
            return grave.first.map { ($0.code, "first \($0.seen); then good on a new connection") }
        }
        if let worst = grave.last(where: { $0.code.family == .content }) ?? grave.last {
            return (worst.code, words(grave: grave, faults: faults))
        }
        guard let last = faults.last else { return nil }
        return (last.code, last.seen + (faults.count > 1 ? " (\(faults.count) tries)" : ""))
    }

    static func finding(
        _ code: FindingCode, _ claim: Claim, _ attempts: [Attempt], weight: Finding.Weight? = nil, seen: String
    ) -> Finding {
        let tolerated = claim.backend.role == .standby && code.family == .absence
        return Finding(
            code: code, weight: weight ?? (tolerated ? .reported : nil), backend: claim.backend,
            registry: claim.backend.registry,
            repository: claim.repository, digest: claim.digest, seen: seen, attempts: attempts)
    }

    /// What was seen of a path that was good and bad, in the order of the reads; `nil` when it was not both.
    private static func flapping(_ attempts: [Attempt]) -> String? {
        let reads = attempts.filter { $0.code?.family != .access }
        guard reads.contains(where: { $0.code == nil }), reads.first?.code?.family != .absence,
            reads.contains(where: { $0.code?.family == .content })
        else { return nil }
        var parts: [String] = []
        for run in runs(of: reads) {
            let word = parts.isEmpty ? "first" : "then"
            guard let fault = run.first, fault.code != nil else {
                parts.append(
                    run.count == 1 ? "\(word) good on a new connection" : "\(word) good \(run.count) times in a row")
                continue
            }
            parts.append("\(word) \(fault.seen)" + (run.count > 1 ? ", \(run.count) times" : ""))
        }
        if let last = attempts.last, last.code?.family == .access {
            parts.append("it could not be read again: \(last.seen)")
        }
        let bad = reads.indices.filter { reads[$0].code != nil }.map { "\($0 + 1)" }.joined(separator: " and ")
        let count = reads.count > 2 ? " (bad: read \(bad) of \(reads.count))" : ""
        return parts.joined(separator: "; ") + count
    }

    /// The reads in runs of those that saw the same.
    private static func runs(of reads: [Attempt]) -> [[Attempt]] {
        reads.reduce(into: []) { runs, read in
            if let last = runs.last?.last, last.code == read.code, read.code == nil || last.seen == read.seen {
                runs[runs.count - 1].append(read)
            } else {
                runs.append([read])
            }
        }
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
