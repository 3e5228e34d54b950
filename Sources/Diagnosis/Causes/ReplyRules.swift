internal import OCI
internal import Record

/// Causes that only several replies of the same backend show together.
enum ReplyRules {
    static func requestKind(_ file: FaultContext) -> Hypothesis? {
        guard case .requestKind(let isWholeRight) = file.location.basis else { return nil }
        let shown = file.storage.shown
        let parts = file.fault.occurrences.flatMap { occurrence in
            occurrence.evidence.parts.map { fact($0, of: occurrence.backend) }
        }
        return Hypothesis(
            .requestKind, .likely, on: shown, .repliesDependOnRequest(backends: shown),
            for: (isWholeRight ? parts : [.partsAreRight(backends: shown)]).map(Optional.some))
    }

    private static func fact(_ observed: PartEvidence, of backend: String) -> CauseFact {
        switch observed {
        case .wrongBytes(let bytes, _, _, _): .partIsWrong(backend: backend, bytes: bytes)
        case .otherSize(let stored, let size, _):
            .partDeclaresOtherSize(backend: backend, stored: stored, size: size)
        }
    }

    static func changingBytes(_ file: FaultContext) -> Hypothesis? {
        let backends = file.fault.occurrences.filter(\.evidence.isOfDifferentBytes).map(\.backend)
        guard !backends.isEmpty else { return nil }
        return Hypothesis(
            .flapping, file.location.basis == .changingBytes ? .likely : .possible, on: backends,
            .bytesChange(backends: backends), for: [.wrongReadsDiffer(backends: backends)])
    }

    /// A body that always ends at the same byte is wrong content behind what ends it, unless parts of it were read and wrong.
    static func verifyingProxy(_ file: FaultContext) -> Hypothesis? {
        guard file.code == .contentCut || file.location.basis == .equalEnds else { return nil }
        let facts = file.fault.occurrences.compactMap { occurrence -> CauseFact? in
            guard case .series(.endedAlike(let byte, let size, let reads, _)) = occurrence.evidence else { return nil }
            return .bodyEndsAtSameByte(backend: occurrence.backend, byte: byte, size: size, reads: reads)
        }
        let shown = file.storage.shown
        return Hypothesis(
            .verifyingProxy, file.code == .contentCut && file.badMaps.isEmpty ? .likely : .possible, on: shown,
            .proxyEndsBody(backends: shown),
            for: facts.map(Optional.some) + [file.intactElsewhere])
    }
}

extension Evidence {
    /// The faulty parts that were requested alone.
    var parts: [PartEvidence] {
        switch self {
        case .part(let observed): [observed]
        case .series(.same(let evidence)): evidence.parts
        case .series(.changed(let first, let again)): first.parts + again.parts
        case .series(.unread(let first, _)), .series(.recovered(let first)): first.parts
        default: []
        }
    }
}
