internal import Foundation
internal import OCI
package import Record

/// One fault over all runs of an incident: some content or some name on one backend.
package struct IncidentFault: Hashable, Sendable {
    /// The place, without the tag that led to content.
    package let place: FaultPlace
    /// The first finding.
    package let finding: Finding
    /// When the content was last right before; `nil` if the ledger does not know it.
    package internal(set) var lastGood: IncidentMoment?
    /// The first and the last time that it was seen.
    package internal(set) var firstBad: IncidentMoment
    package internal(set) var lastBad: IncidentMoment
    /// When it was right again; `nil` if it was not.
    package internal(set) var healed: IncidentMoment?

    package var code: FindingCode { finding.code }
}

/// Follows each fault through the runs.
struct FaultHistory {
    private var order: [FaultPlace] = []
    private var faults: [FaultPlace: IncidentFault] = [:]
    private let histories: [IncidentHistory]

    /// The faults, in the order in which they were first seen.
    var all: [IncidentFault] { order.compactMap { faults[$0] } }

    init(_ runs: [IncidentRun], _ histories: [IncidentHistory]) {
        self.histories = histories
        for run in runs {
            guard let record = run.record else { continue }
            for round in record.rounds {
                let moment = IncidentMoment(at: round.at, run: run.number)
                for finding in round.findings where Self.counts(finding) { add(finding, moment, in: record) }
                for finding in round.healed { heal(finding.place.ofContent, moment) }
            }
            let end = IncidentMoment(at: record.finished, run: run.number)
            for finding in record.findings where Self.counts(finding) { add(finding, end, in: record) }
            heal(in: record, end)
        }
        for place in order { relate(place) }
    }

    private static func counts(_ finding: Finding) -> Bool {
        // What an override waives is still broken.
        (finding.weight == .refuses || finding.override != nil) && !finding.code.isConsequence
    }

    private mutating func add(_ finding: Finding, _ end: IncidentMoment, in run: Run) {
        let place = finding.place.ofContent
        let moment = IncidentMoment(at: run.read(of: place) ?? end.at, run: end.run)
        guard var fault = faults[place] else {
            order.append(place)
            faults[place] = IncidentFault(
                place: place, finding: finding, firstBad: moment, lastBad: moment)
            return
        }
        fault.lastBad = max(fault.lastBad, moment)
        // A later fault at the same place continues the incident.
        fault.healed = nil
        faults[place] = fault
    }

    private mutating func heal(_ place: FaultPlace, _ moment: IncidentMoment) {
        guard faults[place]?.healed == nil else { return }
        faults[place]?.healed = moment
    }

    /// Faults of earlier runs that this run found good. A reused proof is no new evidence, but it was made after the last refusal,
    /// which deletes older ones.
    private mutating func heal(in run: Run, _ end: IncidentMoment) {
        // That something is there says nothing about its bytes.
        guard run.policy.depth.provesBlobs else { return }
        let open = Set(run.findings.filter { $0.weight != .reported || $0.override != nil }.map(\.place.ofContent))
        let good = run.goodPlaces
        for place in order where !open.contains(place) && good.contains(place) { heal(place, end) }
    }

    /// Takes the exact times from the ledger.
    private mutating func relate(_ place: FaultPlace) {
        guard var fault = faults[place], let history = histories.first(where: { $0.isOf(place) }) else { return }
        let bad = history.reads.filter { read in !read.isGood && read.moment.run == fault.firstBad.run }
        if let first = bad.first { fault.firstBad = min(fault.firstBad, first.moment) }
        let last = history.reads.last { read in !read.isGood && read.moment.run == fault.lastBad.run }
        if let last { fault.lastBad = last.moment }
        fault.lastGood = history.reads.last { $0.isGood && $0.moment.at < fault.firstBad.at }?.moment
        if fault.lastGood == nil, let first = history.firstProven, first < fault.firstBad.at {
            fault.lastGood = IncidentMoment(at: first, run: nil)
        }
        // Runs outside of the range can have read it wrong again, and right after that.
        let lastBad = fault.healed != nil ? fault.lastBad : history.reads.last { !$0.isGood }?.moment ?? fault.lastBad
        if let good = history.reads.first(where: { $0.isGood && $0.moment.at > lastBad.at }) {
            fault.healed = good.moment
        }
        faults[place] = fault
    }
}

extension IncidentMoment: Comparable {
    package static func < (left: IncidentMoment, right: IncidentMoment) -> Bool {
        (left.at, left.run ?? 0) < (right.at, right.run ?? 0)
    }
}

extension Run {
    /// When the first attempt that showed a fault of this content began.
    fileprivate func read(of place: FaultPlace) -> Date? {
        guard let digest = place.digest, let backend = place.backend else { return nil }
        let claim = facts.claims.first {
            $0.digest == digest && $0.backend == backend && $0.registry == place.registry
                && $0.repository == place.repository
        }
        return claim?.attempts.first { $0.code != nil }?.started
    }
}
