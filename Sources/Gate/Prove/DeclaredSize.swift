internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Finds a blob whose size on a backend is provably wrong although no complete body arrived: the backend itself declares another
/// size. A node compares it with the manifest and rejects the blob.
enum DeclaredSize {
    /// `nil` if the reply declares no size, or the right one.
    static func fault(of observation: Observation, _ claim: Claim) -> SeenFault? {
        // A manifest's size may come from a descriptor that is wrong; its hash decides.
        guard claim.kind != .manifest, let size = claim.size, let declared = declared(by: observation), declared != size
        else { return nil }
        let transfer = AccessFaults.classify(observation, kind: claim.kind).evidence.withoutTime
        return SeenFault(
            .contentSize, .wrongInPart(problem: .declaredSize(declared: declared, size: size), transfer: transfer))
    }

    private static func declared(by observation: Observation) -> Int64? {
        switch observation.outcome {
        // A slicing cache asks for ranges, so an object shorter than the first range makes a plain GET fail (RFC 9110,
        // section 15.5.17).
        case .status(416, _) where !observation.leftRegistry:
            return observation.headers["content-range"].flatMap { total($0.description) }
        case .failed(let failure) where observation.status == 200:
            guard [.truncated, .stalled, .reset, .tooSlow].contains(failure.kind),
                observation.headers["content-encoding"] == nil
            else { return nil }
            return observation.headers["content-length"].flatMap { Int64($0.description) }.flatMap { $0 < 0 ? nil : $0 }
        default: return nil
        }
    }

    /// The total in `bytes */TOTAL`.
    private static func total(_ field: String) -> Int64? {
        guard field.lowercased().hasPrefix("bytes */") else { return nil }
        return Int64(field.dropFirst("bytes */".count)).flatMap { $0 < 0 ? nil : $0 }
    }
}

extension Evidence {
    /// Two reads with the same fault are equal, however long they took.
    fileprivate var withoutTime: Evidence {
        guard case .broken(let status, let failure, let received, let declared, let cache, _) = self else {
            return self
        }
        return .broken(status: status, failure: failure, received: received, declared: declared, cache: cache)
    }
}
