internal import OCI
internal import Record

/// What several reads of the faulty backends, as a whole and in parts, show together.
struct ReplyReadings {
    /// Whether every faulty backend returned different wrong bytes on its two reads. A kept file returns the same ones.
    let areChanging: Bool
    /// Whether every faulty backend sends all parts right when they are requested alone, although the whole body is wrong
    /// twice. Each part was compared with the right bytes.
    let arePartsRight: Bool

    init(_ fault: Fault, _ evidence: StorageEvidence, _ investigation: Investigation?) {
        let occurrences = fault.occurrences
        areChanging = !occurrences.isEmpty && occurrences.allSatisfy(\.evidence.isOfDifferentBytes)
        guard let investigation, investigation.reference != .none, !occurrences.isEmpty else {
            arePartsRight = false
            return
        }
        arePartsRight = occurrences.allSatisfy { occurrence in
            guard occurrence.evidence.isOfEqualWholes,
                let map = investigation.maps.first(where: { $0.backend == occurrence.backend })
            else { return false }
            return !map.isBad && map.isGood(0..<investigation.size)
        }
    }
}

extension Evidence {
    /// Whether two reads returned different wrong bodies. A different cache status alone is no difference.
    var isOfDifferentBytes: Bool {
        guard case .series(.changed(let first, let again)) = self else { return false }
        return switch (first, again) {
        case (.wrongHash(_, let one, _, _, _), .wrongHash(_, let other, _, _, _)): one != other
        case (.wrongSize(let one, _, _, _), .wrongSize(let other, _, _, _)):
            one.count != other.count && !one.isLowerBound && !other.isLowerBound
        case (.wrongHash, .wrongSize), (.wrongSize, .wrongHash): true
        default: false
        }
    }

    /// Whether all reads ended at the same byte.
    var isOfEqualEnds: Bool { if case .series(.endedAlike) = self { true } else { false } }

    /// Whether both reads were whole bodies with the same wrong bytes.
    fileprivate var isOfEqualWholes: Bool {
        switch self {
        case .series(.same(.wrongHash)), .series(.same(.wrongSize)): true
        case .series(.changed(.wrongHash(_, let one, _, _, _), .wrongHash(_, let other, _, _, _))): one == other
        default: false
        }
    }
}
