internal import Foundation
internal import Layer
internal import OCI
internal import Record
internal import Registry
internal import Transfer

extension ClaimRunner {
    /// Fetches a foreign layer from the URLs in its descriptor after the registry reported that it does not have it
    /// (image-spec, Content Descriptors, `urls`; Image Layer Filesystem Changeset, Non-Distributable Layers).
    ///
    /// The result counts for the image but says nothing about the backend, so no proof is recorded.
    func fetchFromURLs(for claim: Claim, after outcome: Outcome) async -> Outcome {
        guard claim.isForeign, case .faulty(let absence) = outcome.result.status, absence.code == .absenceBlob,
            outcome.result.attempts.last?.code == .absenceBlob
        else { return outcome }
        let attempts = outcome.result.attempts
        let evidence = absence.evidence
        guard let first = claim.urls.first else {
            return failed(claim, .absenceBlob, attempts, absence: evidence, .noURL)
        }
        guard context.request.policy.foreign, context.request.policy.depth.provesBlobs else {
            return failed(
                claim, .accessForeign, attempts, absence: evidence,
                .left(
                    url: ForeignURL.shown(first), more: claim.urls.count - 1,
                    needs: context.request.policy.foreign ? .depth : .foreign))
        }
        return await pullElsewhere(claim, after: attempts, absence: evidence)
    }

    private func pullElsewhere(
        _ claim: Claim, after earlier: [JudgedObservation], absence: Evidence
    ) async -> Outcome {
        var attempts = earlier
        var worst: (code: FindingCode, lookup: ForeignLookup)?
        for text in claim.urls {
            guard let place = ForeignURL(text) else {
                worst = worst ?? (.accessForeign, .refusedURL(url: ForeignURL.shown(text)))
                continue
            }
            let (tries, good, configuration) = await tries(of: claim, at: place)
            attempts += tries
            if let good {
                let result = ClaimResult(claim: claim, status: .verified(good), attempts: attempts)
                return Outcome(result: result, configuration: configuration)
            }
            guard let fault = ClaimConclusion.fault(of: tries) else { continue }
            if fault.code == .accessInterrupted {
                return Outcome(
                    result: context.stopped(claim, attempts: attempts.filter { $0.code != .accessInterrupted }))
            }
            // Another URL may serve it. Wrong bytes from one URL outweigh no answer from another.
            if worst == nil || fault.code.family == .content {
                worst = (fault.code, .failed(url: place.description, evidence: fault.evidence))
            }
        }
        let (code, lookup) = worst ?? (.accessForeign, .nothingAsked)
        return failed(claim, code, attempts, absence: absence, lookup)
    }

    private func tries(
        of claim: Claim, at place: ForeignURL
    ) async -> ([JudgedObservation], VerifiedBlob?, ConfigurationReading?) {
        let plan = RetryPlan(retries: context.request.policy.retries, pace: context.request.policy.pace)
        let ((judgement, configuration), attempts) = await retryLoop(plan, for: claim).run { fresh in
            let counter = ByteCounter()
            context.observer.observe(.started(claim, counter))
            let (observation, tap) = await context.client.blob(
                claim.digest, size: claim.size ?? 0, at: place, fresh: fresh, counter: counter
            ) { context.tap(claim) }
            let judgement = Judge.judge(observation, of: claim, layer: tap.layer)
            let attempt = JudgedObservation(observation, code: judgement.code, judgement.evidence)
            return ((judgement, tap.configuration), attempt)
        }
        guard case .good(var blob) = judgement, ClaimConclusion.fault(of: attempts) == nil else {
            return (attempts, nil, nil)
        }
        blob.isFromElsewhere = true
        return (attempts, blob, configuration)
    }

    private func failed(
        _ claim: Claim, _ code: FindingCode, _ attempts: [JudgedObservation], absence: Evidence,
        _ lookup: ForeignLookup
    ) -> Outcome {
        let fault = SeenFault(code, .foreign(absence: absence, lookup: lookup))
        return Outcome(
            result: ClaimResult(
                claim: claim, status: .faulty(ClaimConclusion.finding(fault, claim)), attempts: attempts))
    }
}
