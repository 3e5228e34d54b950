internal import OCI
internal import Record

/// What the earlier rounds of a hold leave to the next one: what need not be checked again, and how the rest ended.
struct RoundMemory: Sendable {
    private var tags: [ImageLeaf.Place: TagResolver.Answer] = [:]
    private var settledTags: Set<ImageLeaf.Place> = []
    private var outcomes: [Claim: ClaimRunner.Outcome] = [:]
    private var suspects: Set<Claim> = []
    private var suspectTags: Set<ImageLeaf.Place> = []
    /// The blobs that an earlier round refused on some backend: they are checked first.
    private(set) var urgent: Set<ClaimGroup> = []

    /// Keeps what a round came to.
    mutating func take(_ resolution: Resolver.Resolution, blobs: [ClaimRunner.Outcome], decided run: Run) {
        for (place, answer) in resolution.tags {
            tags[place] = answer
            if answer.finding?.isFlapping == true { suspectTags.insert(place) }
        }
        // The tag of an image with a fault is asked again on each backend: the remedy may be another image.
        settledTags = Set(tags.keys.filter { run.images[$0.image].verdict.isGood && tags[$0]?.digest != nil })
        urgent = []
        // What falls to this shard may differ from round to round, when a manifest heals.
        for outcome in Array(resolution.outcomes.values) + blobs where !outcome.result.status.isOtherShard {
            let claim = outcome.result.claim
            outcomes[claim] = outcome
            guard let finding = outcome.result.status.finding else {
                suspects.remove(claim)
                continue
            }
            if finding.weight == .refuses { urgent.insert(claim.group) }
            if finding.isFlapping { suspects.insert(claim) }
        }
    }

    /// The answer for a tag that need not be asked again.
    func settledTag(at place: ImageLeaf.Place) -> TagResolver.Answer? {
        settledTags.contains(place) ? tags[place] : nil
    }

    /// The outcome of a claim that need not be checked again: what was verified is not pulled again.
    func settled(_ claim: Claim) -> ClaimRunner.Outcome? {
        outcomes[claim].flatMap { $0.result.status.finding == nil ? $0 : nil }
    }

    /// The spot check that an earlier round made of a claim which is not proven since.
    func openSpotCheck(of claim: Claim) -> SpotCheck? {
        outcomes[claim].flatMap { $0.result.status.finding == nil ? nil : $0.result.spot }
    }

    /// Whether a claim was bad and good in an earlier round: one good read more proves nothing.
    func isSuspect(_ claim: Claim) -> Bool { suspects.contains(claim) }

    /// Whether a tag was.
    func isSuspect(tagAt place: ImageLeaf.Place) -> Bool { suspectTags.contains(place) }

    /// The new outcome, or the earlier one where the claim was not asked for this time: a refusal is not forgotten
    /// because a later round ended too soon.
    func reconciled(_ outcome: ClaimRunner.Outcome) -> ClaimRunner.Outcome {
        guard outcome.result.status.finding?.code.isOfNothingAsked == true,
            let earlier = outcomes[outcome.result.claim], earlier.result.status.finding?.weight == .refuses
        else { return outcome }
        return earlier
    }

    /// The new answer, or the earlier one where the tag was not asked for this time.
    func reconciled(_ answer: TagResolver.Answer) -> TagResolver.Answer {
        guard answer.finding?.code.isOfNothingAsked == true, let earlier = tags[answer.lookup.place] else {
            return answer
        }
        return earlier
    }
}

extension Finding {
    /// Whether it was bad and good, and refuses.
    fileprivate var isFlapping: Bool { code == .contentFlapping && weight == .refuses }
}

extension FindingCode {
    /// Whether it says that nothing was asked, or not to the end, for a reason that is not of these bytes.
    fileprivate var isOfNothingAsked: Bool {
        [.accessDeadline, .accessInterrupted, .accessWithheld, .accessGivenUp].contains(self)
    }
}

extension TagLookup {
    /// The image and the view that it is about.
    var place: ImageLeaf.Place { ImageLeaf.Place(image: image, view: view) }
}
