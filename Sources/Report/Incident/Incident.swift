package import OCI
package import Record

/// An incident, as far as the ledger knows it. Times and names are facts; judgment is left to people.
package struct Incident: Hashable, Sendable {
    /// Its runs, oldest first.
    package let runs: [IncidentRun]
    /// In the order in which they were first seen.
    package let faults: [IncidentFault]
    /// In the order in which they happened.
    package let events: [IncidentEvent]
    /// Explanations, one for each fault, of the latest run that has one; worst first.
    package let diagnoses: [Explained]
    /// The path of the ledger.
    package let ledger: String

    /// A diagnosis with its run.
    package struct Explained: Hashable, Sendable {
        package let diagnosis: Diagnosis
        package let run: Run
    }

    /// - Parameters:
    ///   - runs: In any order.
    ///   - histories: Of the content that is faulty in any of the runs; others are not used.
    ///   - overrides: All overrides of the ledger; those that covered one of the faults are used.
    package init(
        runs: [IncidentRun], histories: [IncidentHistory] = [], overrides: [Override] = [], ledger: String
    ) {
        let runs = runs.sorted { $0.number < $1.number }
        self.runs = runs
        self.ledger = ledger
        faults = FaultHistory(runs, histories).all
        diagnoses = Self.diagnoses(of: runs, faults)
        events = IncidentEvent.all(of: runs, faults, overrides)
    }

    /// The content that is faulty in some run, to read its history.
    package static func digests(of runs: [IncidentRun]) -> Set<Digest> {
        Set(FaultHistory(runs, []).all.compactMap(\.place.digest))
    }

    /// The first fault that was seen.
    package var start: IncidentMoment? { faults.map(\.firstBad).min() }
    /// When the last fault was right again; `nil` if some fault is not known to be.
    package var end: IncidentMoment? {
        let healed = faults.compactMap(\.healed)
        return healed.count == faults.count ? healed.max() : nil
    }
    /// The last time before the first fault that its content was right.
    package var lastGood: IncidentMoment? { faults.min { $0.firstBad < $1.firstBad }?.lastGood }
    package var open: [IncidentFault] { faults.filter { $0.healed == nil } }
    package var backends: [String] { Self.unique(faults.compactMap(\.place.backend)) }
    package var registries: [RegistryName] { Self.unique(faults.map(\.place.registry)) }
    package var vantages: [String] { Self.unique(runs.map(\.vantage)) }
    /// Runs whose exit code told the deploy not to continue.
    package var blocking: [IncidentRun] { runs.filter { $0.isGate && $0.exitCode.map { $0 != 0 } ?? true } }
    /// Runs that let the deploy continue although they saw a fault.
    package var passing: [IncidentRun] { runs.filter { $0.isGate && $0.exitCode == 0 && $0.verdict != .verified } }

    /// The affected images of all runs, each once, in the order of the diagnoses.
    package var images: [Diagnosis.Image] {
        var seen: Set<ImageReference> = []
        return diagnoses.flatMap(\.diagnosis.images).filter { seen.insert($0.reference).inserted }
    }

    /// Images of earlier runs that used the same content.
    package var earlier: [EarlierUse] { Self.unique(diagnoses.flatMap(\.diagnosis.earlier)) }

    /// What an override waives is only reported, and still explained.
    private static func diagnoses(of runs: [IncidentRun], _ faults: [IncidentFault]) -> [Explained] {
        let waived = Set(faults.filter { $0.finding.override != nil }.compactMap(\.place.digest))
        var seen: Set<FaultKey> = []
        return runs.reversed().compactMap(\.record).flatMap { run in
            run.diagnoses.filter { diagnosis in
                let isWaived = diagnosis.fault.subject.digest.map(waived.contains) ?? false
                return (diagnosis.weight == .refuses || isWaived) && seen.insert(diagnosis.fault.key).inserted
            }
            .map { Explained(diagnosis: $0, run: run) }
        }
    }

    private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}
