internal import Foundation
internal import Layer
internal import OCI
internal import Registry
internal import Transfer

extension ClaimRunner {
    /// Looks for a foreign layer where its descriptor says, after the registry said that it has not got it
    /// (image-spec, Content Descriptors, `urls`; Image Layer Filesystem Changeset, Non-Distributable Layers).
    ///
    /// What is found there is proven for the image, and says nothing of the backend: no proof of it is kept.
    func lookElsewhere(for claim: Claim, after outcome: Outcome) async -> Outcome {
        guard claim.isForeign, case .faulty(let absence) = outcome.result.standing, absence.code == .absenceBlob,
            outcome.result.attempts.last?.code == .absenceBlob
        else { return outcome }
        let attempts = outcome.result.attempts
        guard !claim.urls.isEmpty else {
            return failed(
                claim, .absenceBlob, attempts,
                seen: "\(absence.seen); it is a foreign layer, and its descriptor names no URL to fetch it from")
        }
        guard context.request.policy.foreign, context.request.policy.depth.provesBlobs else {
            let place = ForeignURL.shown(claim.urls[0])
            let more = claim.urls.count > 1 ? " or \(claim.urls.count - 1) more" : ""
            let how = context.request.policy.foreign ? "--depth full" : "--foreign"
            return failed(
                claim, .accessForeign, attempts,
                seen:
                    "\(absence.seen); it is a foreign layer, which nodes fetch from \(place)\(more): \(how) looks there"
            )
        }
        return await pullElsewhere(claim, after: attempts, absence: absence.seen)
    }

    private func pullElsewhere(_ claim: Claim, after earlier: [Attempt], absence: String) async -> Outcome {
        var attempts = earlier
        var worst: (code: FindingCode, seen: String)?
        for text in claim.urls {
            guard let place = ForeignURL(text) else {
                let seen = "\(ForeignURL.shown(text)) is not asked: only https, without user information"
                worst = worst ?? (.accessForeign, seen)
                continue
            }
            let (tries, good) = await tries(of: claim, at: place)
            attempts += tries
            if let good {
                let result = ClaimResult(claim: claim, standing: .verified(good), attempts: attempts)
                return Outcome(result: result)
            }
            guard let fault = ClaimConclusion.fault(of: tries) else { continue }
            if fault.code == .accessInterrupted {
                return Outcome(result: context.stopped(claim, attempts: attempts))
            }
            let seen = "\(place): \(fault.seen)"
            // Another URL may serve it; wrong bytes at one of them still tell more than silence at another.
            if worst == nil || fault.code.family == .content { worst = (fault.code, seen) }
        }
        let (code, seen) = worst ?? (.accessForeign, "no URL was asked")
        return failed(claim, code, attempts, seen: "\(absence); a foreign layer: \(seen)")
    }

    private func tries(of claim: Claim, at place: ForeignURL) async -> ([Attempt], VerifiedBlob?) {
        let plan = RetryPlan(retries: context.request.policy.retries, pace: context.request.policy.pace)
        let (judgement, attempts) = await retryLoop(plan, for: claim).run { fresh in
            let counter = ByteCounter()
            context.observer.observe(.started(claim, counter))
            let (observation, tap) = await context.client.blob(
                claim.digest, size: claim.size ?? 0, at: place, fresh: fresh, counter: counter
            ) { LayerTap(claim, unpacks: context.isReadBeyondHash(claim)) }
            let judgement = Judge.judge(observation, of: claim, layer: tap.layer)
            return (judgement, Attempt(observation: observation, code: judgement.code, seen: judgement.seen))
        }
        guard case .good(var blob) = judgement, ClaimConclusion.fault(of: attempts) == nil else {
            return (attempts, nil)
        }
        blob.isFromElsewhere = true
        return (attempts, blob)
    }

    private func failed(_ claim: Claim, _ code: FindingCode, _ attempts: [Attempt], seen: String) -> Outcome {
        let finding = ClaimConclusion.finding(code, claim, attempts, seen: seen)
        return Outcome(result: ClaimResult(claim: claim, standing: .faulty(finding), attempts: attempts))
    }
}
