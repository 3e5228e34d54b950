package import Foundation
package import OCI
package import Record

/// Something that happened during an incident.
package struct IncidentEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Content that was faulty later was read right.
        case lastGood(backend: String, subjects: [Subject])
        case started(command: String, vantage: String)
        /// Seen for the first time.
        case firstBad(code: FindingCode, backend: String?, subjects: [Subject])
        case round(Round)
        /// Read right again.
        case healed(backend: String?, subjects: [Subject])
        /// Without a verdict, it was interrupted. The exit code is that of a gate, which a deploy obeys; others have none.
        case ended(verdict: Verdict?, exitCode: Int32?)
        case overridden(Override)
        case withdrawn(Override)
    }

    /// The content or the name of a fault.
    package enum Subject: Hashable, Sendable {
        case content(Digest)
        case tag(RepositoryName?, Tag?)

        init(_ place: FaultPlace) { self = place.digest.map { .content($0) } ?? .tag(place.repository, place.tag) }
    }

    package let at: Date
    package let run: Int64?
    package let kind: Kind

    /// All events in order. Events of one kind on one backend in one run are one.
    static func all(of runs: [IncidentRun], _ faults: [IncidentFault], _ overrides: [Override]) -> [IncidentEvent] {
        var events = runs.flatMap(events(of:))
        events += grouped(faults, by: \.lastGood, latest: true) { faults in
            guard let backend = faults.first?.place.backend else { return nil }
            return .lastGood(backend: backend, subjects: faults.map { Subject($0.place) })
        }
        events += grouped(faults, by: { $0.firstBad }, latest: false) { faults in
            faults.first.map {
                .firstBad(code: $0.code, backend: $0.place.backend, subjects: faults.map { Subject($0.place) })
            }
        }
        events += grouped(faults, by: \.healed, latest: false) { faults in
            .healed(backend: faults.first?.place.backend, subjects: faults.map { Subject($0.place) })
        }
        for override in overrides where faults.contains(where: { override.covers($0.place) }) {
            events.append(IncidentEvent(at: override.createdAt, run: nil, kind: .overridden(override)))
            if let date = override.withdrawnAt {
                events.append(IncidentEvent(at: date, run: nil, kind: .withdrawn(override)))
            }
        }
        // Equal times keep this order: what a run saw comes between its start and its end.
        return events.enumerated().sorted { left, right in
            (left.element.at, left.element.kind.rank, left.offset) < (
                right.element.at, right.element.kind.rank, right.offset
            )
        }.map(\.element)
    }

    private static func events(of run: IncidentRun) -> [IncidentEvent] {
        func event(_ at: Date, _ kind: Kind) -> IncidentEvent { IncidentEvent(at: at, run: run.number, kind: kind) }
        let started = event(run.started, .started(command: run.command, vantage: run.vantage))
        let rounds = run.record?.rounds.map { event($0.at, .round($0)) } ?? []
        let code = run.isGate ? run.exitCode : nil
        let ended = run.finished.map { [event($0, .ended(verdict: run.verdict, exitCode: code))] } ?? []
        return [started] + rounds + ended
    }

    private struct Group: Hashable {
        let run: Int64?
        let backend: String?
        let code: FindingCode
    }

    private static func grouped(
        _ faults: [IncidentFault], by moment: (IncidentFault) -> IncidentMoment?, latest: Bool,
        _ kind: ([IncidentFault]) -> Kind?
    ) -> [IncidentEvent] {
        var order: [Group] = []
        var groups: [Group: [IncidentFault]] = [:]
        for fault in faults {
            guard let moment = moment(fault) else { continue }
            let group = Group(run: moment.run, backend: fault.place.backend, code: fault.code)
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(fault)
        }
        return order.compactMap { group in
            guard let faults = groups[group], let kind = kind(faults) else { return nil }
            let times = faults.compactMap { moment($0)?.at }
            return (latest ? times.max() : times.min()).map { IncidentEvent(at: $0, run: group.run, kind: kind) }
        }
    }
}

extension IncidentEvent.Kind {
    fileprivate var rank: Int {
        switch self {
        case .lastGood: 0
        case .started: 1
        case .overridden, .withdrawn: 2
        case .firstBad: 3
        case .round: 4
        case .healed: 5
        case .ended: 6
        }
    }
}
