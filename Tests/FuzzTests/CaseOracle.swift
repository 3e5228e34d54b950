import OCI
import Record
import Registry
import Report

/// Judges the record of a run by what was scripted. It knows nothing of the gate.
struct CaseOracle {
    enum Phase {
        /// Nothing is wrong but the release itself; other runs may have come before.
        case clean
        /// With the faults of the case, after a clean run or on an empty ledger.
        case faulty(afterClean: Bool)
    }

    let fuzzed: FuzzCase
    let phase: Phase
    /// Whether the run was ended from outside.
    let isStopped: Bool

    init(_ fuzzed: FuzzCase, _ phase: Phase, isStopped: Bool = false) {
        self.fuzzed = fuzzed
        self.phase = phase
        self.isStopped = isStopped
    }

    var isFaulty: Bool { if case .faulty = phase { true } else { false } }

    /// What is wrong with the record; empty if nothing is.
    func problems(of run: Run) -> [String] {
        let problems = verdictProblems(run) + consistencyProblems(run) + accusationProblems(run)
        // The reports of a clean run say little, and take most of its time.
        return isFaulty ? problems + codingProblems(run) + textProblems(run) : problems
    }

    /// What the run must conclude.
    var expected: Expected {
        var all = [fuzzed.release.expected]
        if case .faulty(let afterClean) = phase {
            for place in fuzzed.places {
                all += place.troubles.map { expected(of: $0, at: place, afterClean: afterClean) }
            }
        }
        let worst = Expected.combined(all)
        return worst == .passes && isStopped ? .either : worst
    }

    private func expected(of trouble: Trouble, at place: FuzzCase.Place, afterClean: Bool) -> Expected {
        guard trouble.expected != .passes else { return .passes }
        let settings = fuzzed.settings
        // A standby may lag.
        guard place.counts else { return .either }
        // The policy, or a later round, may accept content that heals.
        if !trouble.isSteady, settings.flapping != .refuse || settings.hold != nil { return .either }
        // Of two gates, one may see only the good reads.
        if !trouble.isSteady, settings.isDouble { return .either }
        // A recent proof replaces a read, and a release by digest then needs no request at all.
        if afterClean, !settings.fresh {
            let asksForTags = fuzzed.release.references.contains { !$0.contains("@") }
            if trouble.object != nil || !asksForTags { return .either }
        }
        // With shared proofs, content is read under one name.
        if settings.sharesProofs, trouble.object != nil { return .either }
        if isReadUnderOneName(trouble, at: place) { return .either }
        return trouble.expected
    }

    /// Whether another name may stand for the object: proofs are shared, or the backend has no cache.
    private func isReadUnderOneName(_ trouble: Trouble, at place: FuzzCase.Place) -> Bool {
        guard let object = trouble.object, object.manifestType == nil else { return false }
        if fuzzed.settings.sharesProofs { return true }
        return place.role == .direct
            && fuzzed.release.objects.contains {
                $0.digest == object.digest && $0.repository != object.repository
            }
    }

    private func verdictProblems(_ run: Run) -> [String] {
        var problems: [String] = []
        let passes = run.exitCode == .verified
        if passes, expected == .fails { problems.append("FALSE PASS") }
        if !passes, expected == .passes { problems.append("refused or undecided without a reason") }
        if passes, expected == .passes { problems += unproven(run) }
        if case .faulty(false) = phase, !isStopped, isContentAlone, run.verdict != .refused {
            problems.append("wrong content everywhere it was read, yet \(run.verdict)")
        }
        if !fuzzed.troubles.contains(where: { $0.kind != .access }), fuzzed.release.expected == .passes {
            let wrong = run.findings.filter { $0.code.family != .access && $0.weight != .reported }
            problems += wrong.map { "failed transfers, yet \($0.code) on \($0.place.backend ?? "-")" }
        }
        return problems
    }

    /// Whether one backend that counts serves wrong bytes of one object on every read, and nothing else is wrong.
    private var isContentAlone: Bool {
        guard fuzzed.release.expected == .passes, fuzzed.troubles.count == 1, let trouble = fuzzed.troubles.first,
            let place = fuzzed.places.first(where: { !$0.troubles.isEmpty })
        else { return false }
        return trouble.kind == .content && trouble.isSteady && place.counts && trouble.expected == .fails
            && !fuzzed.settings.sharesProofs && !isReadUnderOneName(trouble, at: place)
    }

    /// Content that a node needs and that a passing run has no proof of.
    private func unproven(_ run: Run) -> [String] {
        let proven = Set(
            run.claims.lazy.filter { $0.status.isProof }.map { "\($0.backend) \($0.repository) \($0.digest)" })
        // With shared proofs, one name stands for all.
        let digests = Set(run.claims.lazy.filter { $0.status.isProof }.map { "\($0.backend) \($0.digest)" })
        return fuzzed.places.filter(\.counts).flatMap { place in
            fuzzed.release.objects.filter { object in
                !proven.contains("\(place.name) \(object.repository) \(object.digest)")
                    && !(fuzzed.settings.sharesProofs && digests.contains("\(place.name) \(object.digest)"))
            }.map { "passed without \($0.path) on \(place.name)" }
        }
    }

    private func consistencyProblems(_ run: Run) -> [String] {
        var problems: [String] = []
        if (run.exitCode == .verified) != run.verdict.isGood { problems.append("\(run.verdict), yet \(run.exitCode)") }
        if run.verdict == .verified {
            problems += run.claims.filter { !$0.status.verdict.isGood }.map { "verified, yet \($0.digest) is not" }
            problems += run.images.filter { !$0.verdict.isGood }.map { "verified, yet \($0.reference) is not" }
        }
        if run.verdict == .refused, !run.findings.contains(where: { $0.weight == .refuses }) {
            problems.append("refused without a finding")
        }
        if !run.verdict.isGood, run.findings.allSatisfy({ $0.weight == .reported }), run.stopped == nil {
            problems.append("\(run.verdict) without a finding")
        }
        return problems
    }

    private func codingProblems(_ run: Run) -> [String] {
        do {
            let read = try RunCoding.decode(Run.self, from: try RunCoding.encode(run))
            let isSame = read.exitCode == run.exitCode && read.verdict == run.verdict
            return isSame ? [] : ["decoded, the record decides \(read.verdict), not \(run.verdict)"]
        } catch {
            return ["the record cannot be decoded: \(error)"]
        }
    }

    /// No backend without a fault is blamed.
    private func accusationProblems(_ run: Run) -> [String] {
        guard fuzzed.release.expected == .passes else { return [] }
        let healthy = Set(fuzzed.places.filter { !isFaulty || $0.troubles.isEmpty }.map(\.name))
        return run.findings.filter { finding in
            finding.weight != .reported && finding.code.family != .access
                && finding.place.backend.map(healthy.contains) == true
        }.map { "accused \($0.place.backend ?? "-") of \($0.code)" }
    }

    /// Every report can be made, and none passes on control characters.
    private func textProblems(_ run: Run) -> [String] {
        let places = PlaceNames(root: "/", folder: "/")
        let texts = [
            TextReport.render(run, options: TextOptions(verbosity: .verbose)), TextReport.problems(run),
            JSONReport.render(run), JUnitReport.render(run, places: places), GitLabReport.render(run, places: places),
            SARIFReport.render(run, places: places), MetricsReport.render(run, gate: "gate"),
            GitHubReport.annotations(run, places: places),
        ]
        return texts.enumerated().compactMap { number, text in
            text.unicodeScalars.first(where: Self.isForbidden).map { scalar in
                "report \(number) has U+\(String(scalar.value, radix: 16))"
            }
        }
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" || scalar == "\t" { return false }
        return scalar.value < 0x20 || scalar.value > 0x7e
    }
}
