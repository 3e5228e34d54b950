internal import OCI
internal import Record

/// The state that earlier rounds of a hold pass to the next: what need not be checked again, and the outcomes of the rest.
struct RoundMemory: Sendable {
    private var tags: [ImageLeaf.Place: TagResolver.Answer] = [:]
    private var settledTags: Set<ImageLeaf.Place> = []
    private var outcomes: [Claim: ClaimRunner.Outcome] = [:]
    private var suspects: Set<Claim> = []
    private var suspectTags: Set<ImageLeaf.Place> = []
    /// The claims whose wrong bytes came from behind a cache in some round.
    private var fromBehindCache: Set<Claim> = []
    /// The blobs that an earlier round refused on a backend. They are checked first.
    private(set) var urgent: Set<ClaimGroup> = []

    /// Stores the results of a round.
    mutating func take(_ resolution: Resolver.Resolution, blobs: [ClaimRunner.Outcome], decided run: Run) {
        for (place, answer) in resolution.tags {
            tags[place] = answer
            if answer.finding?.isFlapping == true { suspectTags.insert(place) }
        }
        // The tag of a faulty image is resolved again on every backend, because the fix may be a new image.
        settledTags = Set(tags.keys.filter { run.images[$0.image].verdict.isGood && tags[$0]?.digest != nil })
        urgent = []
        // The claims of this shard may change between rounds if a manifest heals.
        for outcome in Array(resolution.outcomes.values) + blobs where !outcome.result.status.isOtherShard {
            let claim = outcome.result.claim
            outcomes[claim] = outcome
            if SecondOpinion.source(of: outcome.result) == .miss { fromBehindCache.insert(claim) }
            guard let finding = outcome.result.status.finding else {
                suspects.remove(claim)
                continue
            }
            if finding.weight == .refuses { urgent.insert(claim.group) }
            if finding.isFlapping { suspects.insert(claim) }
        }
    }

    /// The answer for a tag that need not be resolved again.
    func settledTag(at place: ImageLeaf.Place) -> TagResolver.Answer? {
        settledTags.contains(place) ? tags[place] : nil
    }

    /// The outcome of a claim that need not be checked again. Verified claims are not pulled again.
    func settled(_ claim: Claim) -> ClaimRunner.Outcome? {
        outcomes[claim].flatMap { $0.result.status.finding == nil ? $0 : nil }
    }

    /// Whether an earlier round has an outcome for a claim.
    func knows(_ claim: Claim) -> Bool { outcomes[claim] != nil }

    /// Whether an earlier round has an answer for a tag.
    func knows(tagAt place: ImageLeaf.Place) -> Bool { tags[place] != nil }

    /// The spot check from an earlier round, for a claim that has not been proven since.
    func openSpotCheck(of claim: Claim) -> SpotCheck? {
        outcomes[claim].flatMap { $0.result.status.finding == nil ? nil : $0.result.spot }
    }

    /// Whether a claim flapped in an earlier round, so that one more good read proves nothing.
    func isSuspect(_ claim: Claim) -> Bool { suspects.contains(claim) }

    /// Whether wrong bytes came from behind the cache in an earlier round. The cache stored them then.
    func cameFromBehindCache(_ claim: Claim) -> Bool { fromBehindCache.contains(claim) }

    /// Whether a tag flapped in an earlier round.
    func isSuspect(tagAt place: ImageLeaf.Place) -> Bool { suspectTags.contains(place) }

    /// The new outcome, or the earlier one if the claim was not requested this time. A refusal is not lost because a later
    /// round ended early.
    func reconciled(_ outcome: ClaimRunner.Outcome) -> ClaimRunner.Outcome {
        guard outcome.result.status.finding?.code.isOfNothingAsked == true,
            let earlier = outcomes[outcome.result.claim], earlier.result.status.finding?.weight == .refuses
        else { return outcome }
        return earlier
    }

    /// The new answer, or the earlier one if the tag was not requested this time.
    func reconciled(_ answer: TagResolver.Answer) -> TagResolver.Answer {
        guard answer.finding?.code.isOfNothingAsked == true, let earlier = tags[answer.lookup.place] else {
            return answer
        }
        return earlier
    }
}

extension Finding {
    /// Whether it flapped and refuses.
    fileprivate var isFlapping: Bool { code == .contentFlapping && weight == .refuses }
}

extension FindingCode {
    /// Whether no request was made or completed, for a reason unrelated to these bytes.
    fileprivate var isOfNothingAsked: Bool {
        [.accessDeadline, .accessInterrupted, .accessLocalLimit, .accessWithheld, .accessGivenUp].contains(self)
    }
}

extension TagLookup {
    /// The image and view.
    var place: ImageLeaf.Place { ImageLeaf.Place(image: image, view: view) }
}
