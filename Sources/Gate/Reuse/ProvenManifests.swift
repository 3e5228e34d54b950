internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Release
internal import Synchronization

/// The manifests of the release that earlier runs proved, as the ledger had them when the run started.
///
/// Bytes from the ledger are hashed before they are used, once per digest: only hashing proves (invariant 1). Damaged bytes
/// are requested like those that the ledger does not have.
final class ProvenManifests: Sendable {
    private let stored: StoredManifests
    private let names: Set<Place>
    private let checked = Mutex<[Digest: [UInt8]?]>([:])

    private struct Place: Hashable {
        let registry: RegistryName
        let backend: String
        let repository: RepositoryName?
        let machine: String?
    }

    static let none = ProvenManifests(StoredManifests())

    private init(_ stored: StoredManifests) {
        self.stored = stored
        names = Set(
            stored.manifests.keys.map {
                Place(registry: $0.registry, backend: $0.backend, repository: $0.repository, machine: $0.machine)
            })
    }

    /// Loads those that a run may use.
    static func load(for context: RunContext) async -> ProvenManifests {
        let policy = context.request.policy
        let before = context.provenBefore
        guard !(policy.fresh || policy.readsAll) || !before.isEmpty else { return none }
        let repositories = Set(
            context.request.images.map { use in
                let registry = use.reference.registry
                let isShared = context.registry(registry)?.sharesProofs == true
                return ProofRepository(registry: registry, repository: isShared ? nil : use.reference.repository)
            })
        let since = context.reuseSince
        return ProvenManifests(
            await context.ledger.manifests(in: repositories, since: before.isEmpty ? since : .distantPast) {
                $0.proof.provenAt >= since || before.contains($0.proof.path)
            })
    }

    /// Whether any is known in a repository on a backend.
    func mayHave(_ repository: RepositoryName, on backend: Backend, in context: RunContext) -> Bool {
        names.contains(
            Place(
                registry: backend.registry, backend: backend.name,
                repository: context.registry(backend.registry)?.sharesProofs == true ? nil : repository,
                machine: context.machine(of: backend)))
    }

    /// The proof of a manifest, and whether it replaces a request. A manifest that an earlier round of a hold did not prove is
    /// requested.
    func proof(of claim: Claim, in context: RunContext) -> (Proof, ProofReuse)? {
        guard claim.kind == .manifest, !context.memory.knows(claim),
            let manifest = stored.manifests[context.path(of: claim)]
        else { return nil }
        return (manifest.proof, context.reuse(of: manifest.proof, for: claim))
    }

    /// The outcome of a manifest that needs no request; `nil` if it needs one.
    func outcome(of claim: Claim, in context: RunContext) -> ClaimRunner.Outcome? {
        guard case .allowed = proof(of: claim, in: context)?.1,
            let manifest = stored.manifests[context.path(of: claim)], let bytes = bytes(of: claim.digest),
            manifest.proof.size == Int64(bytes.count),
            context.nodes.excess(
                of: ReceivedBytes(manifest.proof.size, isLowerBound: false), isRoot: claim.isRoot) == nil
        else { return nil }
        return ClaimRunner.Outcome(
            result: ClaimResult(claim: claim, status: .reused(manifest.proof), attempts: []), manifest: bytes,
            contentTypeField: manifest.contentType.map { ServerText(safe: $0) })
    }

    /// The kinds of nodes for which the requests before a reference to this manifest by digest were right.
    func rootNodes(of claim: Claim, in context: RunContext) -> Set<NodeKind> {
        stored.manifests[context.path(of: claim)]?.rootNodes ?? []
    }

    private func bytes(of digest: Digest) -> [UInt8]? {
        checked.withLock { checked in
            if let known = checked[digest] { return known }
            var bytes = stored.bytes(of: digest, limit: RegistryClient.manifestLimit)
            if let text = bytes, TagHeaders.digest(of: text, digest.algorithm) != digest { bytes = nil }
            checked[digest] = .some(bytes)
            return bytes
        }
    }
}
