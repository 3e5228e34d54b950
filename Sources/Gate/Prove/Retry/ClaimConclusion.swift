internal import Record
internal import Registry

/// Combines all attempts at a claim into one result: bad twice, bad then good, or the plain observation.
enum ClaimConclusion {
    /// The result of a claim. Flapping that the policy waives counts as proven, with a remark.
    ///
    /// - Parameters:
    ///   - reservation: Why a proof counts for this run only.
    ///   - nodes: The kinds of nodes that a proof counts for.
    static func result(
        of claim: Claim, attempts: [JudgedObservation], verified: VerifiedBlob?, present: PresentBlob? = nil,
        flapping: FlappingPolicy = .refuse, reservation: SeenFault? = nil,
        nodes: Set<NodeKind> = []
    ) -> ClaimResult {
        var verified = verified
        verified?.nodes = nodes
        guard let good = verified.map(Status.verified) ?? present.map(Status.present),
            flapping.accepts(attempts.map(\.code)), let fault = fault(of: attempts)
        else {
            let status = status(of: claim, attempts: attempts, verified: verified, present: present)
            let remark = status.isProof ? reservation.map { finding($0, claim, weight: .reported) } : nil
            return ClaimResult(claim: claim, status: status, attempts: attempts, remark: remark)
        }
        return ClaimResult(
            claim: claim, status: good, attempts: attempts, remark: finding(fault, claim, weight: .reported))
    }

    static func status(
        of claim: Claim, attempts: [JudgedObservation], verified: VerifiedBlob?, present: PresentBlob? = nil
    ) -> Status {
        let fault = fault(of: attempts, size: claim.size)
        if fault == nil, let good = verified.map(Status.verified) ?? present.map(Status.present) { return good }
        return .faulty(finding(fault ?? SeenFault(.accessOther, .nothingAsked), claim))
    }

    /// The combined fault of all attempts; `nil` if the last one was good and earlier ones only failed in transfer.
    ///
    /// Wrong content outweighs absence: a backend that serves wrong bytes once does not merely lack the content.
    ///
    /// - Parameter size: The expected size, if known.
    static func fault(of attempts: [JudgedObservation], size: Int64? = nil) -> SeenFault? {
        let faults = attempts.compactMap { attempt in attempt.code.map { SeenFault($0, attempt.evidence) } }
        let grave = faults.filter { $0.code.family != .access }
        if let flapping = flapping(attempts) { return SeenFault(.contentFlapping, .series(reads: flapping)) }
        if let last = attempts.last, last.code == nil {
            return grave.first.map { SeenFault($0.code, .series(reads: .recovered(first: $0.evidence))) }
        }
        if let worst = grave.last(where: { $0.code.family == .content }) ?? grave.last {
            return SeenFault(worst.code, evidence(grave: grave, faults: faults))
        }
        if let alike = EqualEnds.fault(of: attempts, size: size) { return alike }
        guard let last = faults.last else { return nil }
        guard faults.count > 1 else { return last }
        return SeenFault(last.code, .series(reads: .tries(last: last.evidence, count: faults.count)))
    }

    static func finding(_ fault: SeenFault, _ claim: Claim, weight: Finding.Weight? = nil) -> Finding {
        Finding(
            fault.code, weight: weight ?? claim.backend.role.weight(of: fault.code), at: claim.place, fault.evidence)
    }

    /// The reads of a path that was both good and bad, in order; `nil` if it was not both.
    private static func flapping(_ attempts: [JudgedObservation]) -> ReadSeries? {
        let reads = attempts.filter { $0.code?.family != .access }
        guard reads.contains(where: { $0.code == nil }), reads.first?.code?.family != .absence,
            reads.contains(where: { $0.code?.family == .content })
        else { return nil }
        let runs = runs(of: reads).map { run in
            ReadRun(run.first.flatMap { $0.code == nil ? nil : $0.evidence }, count: run.count)
        }
        let unread = attempts.last.flatMap { $0.code?.family == .access ? $0.evidence : nil }
        return .flapping(runs: runs, unread: unread)
    }

    /// The reads, grouped into runs with the same observation.
    private static func runs(of reads: [JudgedObservation]) -> [[JudgedObservation]] {
        reads.reduce(into: []) { runs, read in
            if let last = runs.last?.last, last.code == read.code,
                read.code == nil || last.evidence == read.evidence
            {
                runs[runs.count - 1].append(read)
            } else {
                runs.append([read])
            }
        }
    }

    private static func evidence(grave: [SeenFault], faults: [SeenFault]) -> Evidence {
        let first = grave[0].evidence
        guard grave.count > 1 else {
            guard let other = faults.last, other.code.family == .access, faults.count > 1 else { return first }
            return .series(reads: .unread(first: first, fault: other.evidence))
        }
        return grave.allSatisfy { $0.evidence == first }
            ? .series(reads: .same(evidence: first))
            : .series(reads: .changed(first: first, again: grave[grave.count - 1].evidence))
    }
}
