internal import OCI
internal import Registry
internal import Synchronization

/// The certificates that each backend has shown in this run. A changed certificate may mean another machine, so earlier proofs
/// of that backend are not reused (docs/architecture.md, The ledger).
///
/// There can be several, because more than one machine may be behind an address.
final class ObservedCertificates: Sendable {
    private struct Key: Hashable {
        let registry: RegistryName
        let name: String

        init(_ backend: Backend) {
            registry = backend.registry
            name = backend.name
        }
    }

    private let shown = Mutex<[Key: Set<String>]>([:])

    /// Empty if nothing is known, because the backend was not contacted yet or uses plain HTTP.
    subscript(_ backend: Backend) -> Set<String> { shown.withLock { $0[Key(backend)] ?? [] } }

    /// A reply after a redirect has the certificate of another host, which says nothing about the backend.
    func note(_ observation: Observation, of backend: Backend) {
        guard observation.redirects.isEmpty, let certificate = observation.certificate else { return }
        shown.withLock { _ = $0[Key(backend), default: []].insert(certificate) }
    }

    /// The certificate that a proof depends on.
    func certificate(behind blob: VerifiedBlob) -> String? {
        if blob.observation.redirects.isEmpty { return blob.observation.certificate }
        return only(of: blob.claim.backend)
    }

    /// The certificate of a backend that has shown one and no other.
    func only(of backend: Backend) -> String? {
        let shown = self[backend]
        return shown.count == 1 ? shown.first : nil
    }
}
