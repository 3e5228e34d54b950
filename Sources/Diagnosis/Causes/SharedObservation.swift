internal import OCI
internal import Record

/// The conclusion from an access fault that was observed alike on several backends, or from an error page that shows who made it.
struct SharedObservation {
    private let fault: Fault
    private let backends: [Run.Backend]

    init(_ file: FaultContext) {
        fault = file.fault
        backends = file.backends
    }

    /// `nil` if nothing follows.
    var conclusion: Conclusion? {
        let fronts = fault.occurrences.filter { $0.isDirect == false }
        guard fault.code.family == .access, let cause = cause(fronts.isEmpty ? fault.occurrences : fronts) else {
            return nil
        }
        let shown = Set(fault.occurrences.map(\.backend))
        let isEverywhere = backends.count > 1 && backends.allSatisfy { $0.isDirect || shown.contains($0.name) }
        let direct = fault.occurrences.first(where: \.isDirect)?.backend
        guard fronts.count > 1 || cause.isOfOneBackend else { return nil }
        return .shared(
            cause: cause, backends: (fronts.isEmpty ? fault.occurrences : fronts).map(\.backend),
            isEverywhere: isEverywhere, direct: direct)
    }

    private func cause(_ occurrences: [Occurrence]) -> SharedCause? {
        let cores = occurrences.map(\.evidence.core)
        guard let first = cores.first else { return nil }
        switch first {
        case .status(let status, let body, _):
            guard cores.allSatisfy({ if case .status(status, _, _) = $0 { true } else { false } }) else { return nil }
            return (502...504).contains(status) && body.maker != .registry
                ? .serviceIsDown(status: status) : .sameStatus(status: status)
        case .failed(let failure):
            if let problem = failure.tls {
                return problem == .unknownAuthority ? .noKnownAuthority : .sameTLSProblem(problem: problem)
            }
            switch fault.code {
            case .accessConnect: return .refusesConnections
            case .accessStalled, .accessConnectTimeout, .accessEmptyReply: return .sendsNothing
            default: return nil
            }
        case .broken(_, _, let received, _, _, _):
            guard received > 0 else { return fault.code == .accessStalled ? .sendsNothing : nil }
            let isSame = cores.allSatisfy {
                if case .broken(_, _, received, _, _, _) = $0 { true } else { false }
            }
            return isSame && fault.subject.more == 0 ? .stopsAtByte(byte: received) : nil
        default: return nil
        }
    }
}

extension SharedCause {
    /// Whether it also means something on one of several backends.
    fileprivate var isOfOneBackend: Bool {
        switch self {
        case .serviceIsDown, .noKnownAuthority: true
        default: false
        }
    }
}
