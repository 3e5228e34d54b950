internal import OCI
internal import Record
internal import Registry

extension Descriptor {
    /// Whether it is an entry of an index that is for no platform, such as an attestation. No node pulls it.
    var isForNoPlatform: Bool { platform?.os == "unknown" }
}

extension Resolver.Resolution {
    /// The results, where content that no node needs may be absent: that is only reported. Wrong content counts, since it shows
    /// what the backend does.
    func weighed(_ results: [ClaimResult]) -> [ClaimResult] {
        guard let required else { return results }
        return results.map { result in
            guard let finding = result.status.finding, finding.code.family == .absence, finding.weight != .reported,
                !required.contains(result.claim), !result.claim.isOfReferrer
            else { return result }
            let reported = Finding(
                finding.code, weight: .reported, at: finding.place, .notPulled(evidence: finding.evidence))
            return ClaimResult(
                claim: result.claim, status: .faulty(reported), attempts: result.attempts, spot: result.spot)
        }
    }
}
