internal import Foundation
internal import Layer
internal import OCI
internal import Record
internal import Registry
internal import Transfer

extension ClaimRunner {
    /// Fetches content from the URLs in its descriptor, which nodes ask before the registry (image-spec, Content Descriptors,
    /// `urls`). What the registry itself said is in `outcome`.
    ///
    /// A good URL counts for the image if the registry does not have the content, but says nothing about the backend, so no
    /// proof is recorded. A bad one counts too, even if the registry has the content: nodes fail there.
    func fetchFromURLs(for claim: Claim, after outcome: Outcome) async -> Outcome {
        if let embedded = takeEmbedded(claim, after: outcome) { return embedded }
        guard claim.isForeign, context.nodes.asksURLs, let lookup = URLLookup(claim, outcome) else { return outcome }
        // Some nodes ask only the registry.
        guard lookup.isThere || !context.nodes.needsRegistry else { return outcome }
        guard let first = claim.urls.first else { return failed(lookup, .absenceBlob, .noURL) }
        guard !lookup.isThere || claim.urls.contains(where: ForeignURL.isAsked(byNodes:)) else { return outcome }
        guard context.request.policy.foreign, context.request.policy.depth.provesBlobs else {
            return failed(
                lookup, .accessForeign,
                .left(
                    url: ForeignURL.shown(first), more: claim.urls.count - 1,
                    needs: context.request.policy.foreign ? .depth : .foreign))
        }
        return await walk(lookup)
    }

    /// Content that the registry does not have, but that every kind of nodes takes from the descriptor.
    private func takeEmbedded(_ claim: Claim, after outcome: Outcome) -> Outcome? {
        guard context.nodes.useEmbeddedData, context.provesBytes(of: claim), let data = claim.data,
            case .faulty(let finding) = outcome.result.status, finding.code.family != .content,
            !finding.code.isConsequence, let last = outcome.result.attempts.last,
            let blob = Judge.judge(embedded: data, of: claim, after: last.observation)
        else { return nil }
        var tap = context.tap(claim)
        data.withUnsafeBytes { tap.take($0) }
        let remark = ClaimConclusion.finding(
            SeenFault(finding.code, .embeddedOnly(evidence: finding.evidence)), claim, weight: .reported)
        let result = ClaimResult(
            claim: claim, status: .verified(blob), attempts: outcome.result.attempts, remark: remark)
        return Outcome(result: result, configuration: tap.configuration)
    }

    /// Asks the URLs in order, as nodes do. For containerd 404 leads to the next one, and then to the registry, and any other fault
    /// ends it. For containers/image any failed request leads to the next one, but nothing leads to the registry.
    private func walk(_ start: URLLookup) async -> Outcome {
        var lookup = start
        var last: (code: FindingCode, lookup: ForeignLookup)?
        for text in lookup.claim.urls {
            guard let place = ForeignURL(text) else {
                let refused = ForeignLookup.refusedURL(url: ForeignURL.shown(text))
                if ForeignURL.isAsked(byNodes: text) { return failed(lookup, .accessForeign, refused) }
                last = last ?? (.accessForeign, refused)
                continue
            }
            let (tries, good, configuration) = await tries(of: lookup.claim, at: place, listedBy: lookup.server)
            lookup.attempts += tries
            if let good {
                guard !lookup.isThere else { return lookup.outcome }
                let result = ClaimResult(claim: lookup.claim, status: .verified(good), attempts: lookup.attempts)
                return Outcome(result: result, configuration: configuration)
            }
            guard let fault = ClaimConclusion.fault(of: tries) else { continue }
            if fault.code == .accessInterrupted {
                let attempts = lookup.attempts.filter { $0.code != .accessInterrupted }
                return Outcome(result: context.stopped(lookup.claim, attempts: attempts))
            }
            let problem = problem(at: place, fault, tries.last?.observation)
            let isGone = fault.code == .absenceBlob && tries.last?.observation.status == 404
            guard isGone || !context.nodes.stopsAtURL && fault.code.family != .content else {
                return failed(lookup, lookup.code(of: fault), problem)
            }
            last = (fault.code, problem)
        }
        if lookup.isThere, context.nodes.needingURL == nil { return lookup.outcome }
        let (code, problem) = last ?? (.accessForeign, .nothingAsked)
        return failed(lookup, lookup.isThere ? .accessForeign : code, problem)
    }

    private func problem(at place: ForeignURL, _ fault: SeenFault, _ observation: Observation?) -> ForeignLookup {
        guard let observation, observation.redirects.isEmpty,
            case .redirect(.privateTarget(let url, let address)) = observation.outcome
        else { return .failed(url: place.description, evidence: fault.evidence) }
        return .privateURL(url: url, address: address)
    }

    private func tries(
        of claim: Claim, at place: ForeignURL, listedBy server: TransferRequest.Endpoint
    ) async -> ([JudgedObservation], VerifiedBlob?, ConfigurationReading?) {
        let plan = RetryPlan(retries: context.request.policy.retries, pace: context.request.policy.pace)
        let ((judgement, configuration), attempts) = await retryLoop(plan, for: claim).run { fresh in
            let (observation, tap) = await read(claim, at: place, listedBy: server, fresh: fresh)
            let judgement = judge(observation, of: claim, tap)
            let attempt = JudgedObservation(observation, code: judgement.code, judgement.evidence)
            return ((judgement, tap.configuration), attempt)
        }
        guard case .good(var blob) = judgement, ClaimConclusion.fault(of: attempts) == nil else {
            return (attempts, nil, nil)
        }
        blob.isFromElsewhere = true
        return (attempts, blob, configuration)
    }

    private func judge(_ observation: Observation, of claim: Claim, _ tap: LayerTap) -> Judgement {
        Judge.judge(
            observation, of: claim, layer: tap.layer, comparesSizes: context.nodes.comparesSize(of: claim.kind))
    }

    /// Reads a URL as each kind of node would that asks it: once if all of them get the same reply, otherwise until each of them has its
    /// own, or one of them is bad.
    private func read(
        _ claim: Claim, at place: ForeignURL, listedBy server: TransferRequest.Endpoint, fresh: Bool
    ) async -> (Observation, LayerTap) {
        var left = context.nodes.all.filter { $0.urls != .ignored }.map(\.node)
        while true {
            let counter = ByteCounter()
            context.observer.observe(.started(claim, counter))
            let (observation, tap) = await context.client.blob(
                claim.digest, size: claim.size ?? 0, readsOn: !context.nodes.comparesSize(of: claim.kind), at: place,
                listedBy: server, fresh: fresh, counter: counter, as: left.first
            ) { context.tap(claim) }
            left = left.dropFirst().filter { !observation.nodes.contains($0) }
            guard !left.isEmpty, case .good = judge(observation, of: claim, tap) else { return (observation, tap) }
        }
    }

    private func failed(_ lookup: URLLookup, _ code: FindingCode, _ problem: ForeignLookup) -> Outcome {
        let evidence: Evidence =
            lookup.absence.map { .foreign(absence: $0, lookup: problem) }
            ?? .elsewhere(lookup: problem, node: context.nodes.needingURL)
        let finding = ClaimConclusion.finding(SeenFault(code, evidence), lookup.claim)
        return Outcome(
            result: ClaimResult(claim: lookup.claim, status: .faulty(finding), attempts: lookup.attempts))
    }
}

/// A claim with URLs, and what the registry said about it.
private struct URLLookup {
    let claim: Claim
    let outcome: ClaimRunner.Outcome
    /// That the registry does not have the content; `nil` if it does.
    let absence: Evidence?
    var attempts: [JudgedObservation]

    /// `nil` if the URLs do not matter: the claim is faulty already.
    init?(_ claim: Claim, _ outcome: ClaimRunner.Outcome) {
        switch outcome.result.status {
        case .faulty(let finding)
        where finding.code == .absenceBlob && outcome.result.attempts.last?.code == .absenceBlob:
            absence = finding.evidence
        case .verified, .reused:
            guard !claim.urls.isEmpty else { return nil }
            absence = nil
        case .faulty, .shared, .present, .notAsked, .planned, .otherShard: return nil
        }
        self.claim = claim
        self.outcome = outcome
        attempts = outcome.result.attempts
    }

    var isThere: Bool { absence == nil }

    /// The server with the manifest, or its storage. The address of a proxy says nothing about the server behind it.
    var server: TransferRequest.Endpoint {
        let remote = claim.backend.proxy == nil ? outcome.result.attempts.last?.observation.remote : nil
        return remote ?? claim.backend.address
    }

    /// The code for a fault of a URL. It says nothing about the backend if the backend has the content.
    func code(of fault: SeenFault) -> FindingCode {
        if fault.code.family == .content, !fault.code.isForCorrectBytes { return .contentForeign }
        return isThere ? .accessForeign : fault.code
    }
}
