internal import OCI
internal import Registry
internal import Synchronization

/// The certificates that each backend has shown in this run: a backend with another one than last time may be another
/// machine, and what was proven of it is to be proven again (docs/architecture.md, The ledger).
///
/// There can be several: a name may lead to more than one machine behind the address.
final class ShownCertificates: Sendable {
    private struct Key: Hashable {
        let registry: RegistryName
        let name: String

        init(_ backend: Backend) {
            registry = backend.registry
            name = backend.name
        }
    }

    private let shown = Mutex<[Key: Set<String>]>([:])

    /// None: nothing is known, be it that the backend was not asked yet or that it speaks plain HTTP.
    subscript(_ backend: Backend) -> Set<String> { shown.withLock { $0[Key(backend)] ?? [] } }

    /// A reply after a redirect came under the certificate of another host, which says nothing of the backend.
    func note(_ observation: Observation, of backend: Backend) {
        guard observation.redirects.isEmpty, let certificate = observation.certificate else { return }
        shown.withLock { _ = $0[Key(backend), default: []].insert(certificate) }
    }

    /// The certificate that a proof depends on.
    func certificate(behind blob: VerifiedBlob) -> String? {
        if blob.observation.redirects.isEmpty { return blob.observation.certificate }
        let shown = self[blob.claim.backend]
        return shown.count == 1 ? shown.first : nil
    }
}
