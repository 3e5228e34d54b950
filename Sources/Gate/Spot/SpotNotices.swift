internal import OCI
internal import Registry

/// What a person should know of spot checks that were asked for and not made.
enum SpotNotices {
    static func all(_ request: GateRequest, _ claims: [ClaimResult]) -> [String] {
        guard request.policy.spot != nil else { return [] }
        guard request.policy.depth.provesBlobs else {
            return ["no spot checks: at depth \(request.policy.depth.rawValue) no earlier proof is used"]
        }
        if request.policy.fresh, !claims.contains(where: { $0.standing.reuse != nil }) {
            return ["no spot checks: nothing is reused of earlier runs (fresh), so all is pulled whole"]
        }
        let unknown = claims.filter { $0.spot?.outcome == .noCheckpoints }
        guard !unknown.isEmpty else { return [] }
        let size = unknown.lazy.map { $0.claim.size ?? 0 }.byteSum
        let noun = unknown.count == 1 ? "reused blob" : "reused blobs"
        return [
            "\(unknown.count) \(noun) (\(size) bytes) could not be spot-checked, for want of checkpoints in the ledger"
        ]
    }
}
