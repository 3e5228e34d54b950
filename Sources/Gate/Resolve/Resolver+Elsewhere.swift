internal import OCI
internal import Record
internal import Registry

extension Resolver {
    /// A manifest that a host of the nodes' files lacks, and that another host has.
    ///
    /// containerd asks the hosts of a hosts.toml for each content in turn, also a host that is for pushes only. It goes on after 404,
    /// but not after wrong bytes: a host without the manifest is still asked for each blob.
    func borrowed(_ claim: Claim) -> ClaimRunner.Outcome? {
        guard claim.backend.role == .standby, claim.backend.route?.asking == .afterResolving, !claim.isOfReferrer,
            case .faulty(let finding) = outcomes[claim]?.result.status, finding.code == .absenceManifest
        else { return nil }
        let others = context.registry(claim.backend.registry)?.backends ?? []
        for other in others where other.name != claim.backend.name {
            let same = Claim(
                backend: other, repository: claim.repository, digest: claim.digest, size: claim.size, kind: .manifest,
                mediaType: claim.mediaType)
            guard let outcome = outcomes[same], outcome.result.status.isProof, outcome.manifest != nil else {
                continue
            }
            return outcome
        }
        return nil
    }
}
