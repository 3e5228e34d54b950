package import Record

/// Diagnoses the faults of a run, in the same way for a check, a recheck and a merge.
package enum Diagnosing {
    private struct Identity: Hashable {
        let code: FindingCode
        let key: FaultKey

        init(_ fault: Fault) {
            code = fault.code
            key = fault.key
        }
    }

    /// The diagnoses, worst first: each fault with its location, possible causes and steps.
    package static func explain(_ run: Run) -> [Diagnosis] {
        let lookup = CaseLookup(run.facts)
        let diagnoses = FaultCase.all(in: lookup.index).map { Explanation($0, lookup).diagnosis }
        let byFault = Dictionary(diagnoses.map { (Identity($0.fault), $0) }) { first, _ in first }
        return diagnoses.map(\.fault).worstFirst.compactMap { byFault[Identity($0)] }
    }
}
