internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Transfer

extension ClaimRunner {
    /// What the first attempt at a claim may continue, and where it announces how far it comes.
    ///
    /// - Parameter startsAnew: Whether earlier bytes do not count, because the path served wrong ones before.
    func progress(of claim: Claim, startsAnew: Bool) async -> BlobProgress {
        // The parts of a blob must come in reply to the same requests.
        guard context.nodes.all.count == 1, provesBytes(of: claim), let size = claim.size,
            size >= BlobProgress.smallestBlob
        else {
            return BlobProgress(size: nil, old: nil, post: nil)
        }
        // What a tap does with the bytes is not stored, so a blob with one is continued only within a process.
        guard !context.isTapped(claim) else { return BlobProgress(size: size, old: nil, post: nil) }
        let stored = startsAnew ? nil : await context.ledger.partial(of: context.path(of: claim))
        let isUsable = stored?.isUsable(
            size: size, endpoint: context.partialEndpoint(of: claim), notBefore: context.oldestUsableProof(of: claim),
            now: .now,
            certificates: context.certificates[claim.backend])
        let old = isUsable == true ? stored.flatMap { BlobProgress.Broken($0, of: claim) } : nil
        return BlobProgress(size: size, old: old, post: HashPost())
    }

    /// Writes the states that a post announces to the ledger until it is finished. Never waited for by a transfer.
    func keep(_ post: HashPost, of claim: Claim) async {
        var id: PartialID?
        for await _ in post.signals {
            guard let news = post.take() else { continue }
            let states = news.states.map { Data($0.encoded) }
            if news.after > 0, let id {
                await context.ledger.extend(id, with: states)
            } else if news.after == 0 {
                id = await context.ledger.begin(
                    StoredPartial(
                        path: context.path(of: claim), size: claim.size ?? 0,
                        endpoint: context.partialEndpoint(of: claim),
                        certificate: context.certificates.only(of: claim.backend), startedAt: news.first.started,
                        entityTag: news.first.entityTag, cacheStatus: news.first.cacheStatus,
                        showsCache: news.first.showsCache, opening: Data(news.opening), states: states))
            }
        }
    }

    /// Runs attempts while their states are written, and returns once nothing more is written.
    func keeping<Value>(_ progress: BlobProgress, of claim: Claim, _ attempts: () async -> Value) async -> Value {
        guard let post = progress.post else { return await attempts() }
        let writer = Task { await keep(post, of: claim) }
        let value = await attempts()
        post.finish()
        await writer.value
        return value
    }

    /// Whether the bytes that an earlier process had read are those of a proven blob, so that the wrong ones came now.
    static func agrees(_ first: CheckpointList, with blob: VerifiedBlob) -> Bool {
        guard let all = blob.checkpoints, let last = first.state(at: first.count) else { return false }
        return all.state(at: first.count) == last
    }
}

extension RunContext {
    /// What the first part of a blob depends on besides its bytes: the backend, and the kind of node whose requests were sent.
    fileprivate func partialEndpoint(of claim: Claim) -> String {
        "\(claim.backend.fingerprint) nodes=\(request.policy.nodes.first.rawValue)"
    }
}
