internal import Foundation
internal import Gate
internal import OCI

/// A claim and how it stands.
struct ClaimWire: Codable {
    struct ReuseWire: Codable {
        let provenAt: String
        let ageSeconds: Int64
        let run: Int64
        var vantage: String?
        let address: String?
        let cacheStatus: String?
        let spotCheckedAt: String?
    }

    /// The standing of a claim that is left to another shard.
    static let elsewhere = "elsewhere"

    let backend: String
    let registry: String
    let repository: String
    let digest: String
    let size: Int64?
    let kind: String
    let ofReferrer: Bool?
    let mediaType: String?
    let standing: String
    /// The shard that it is left to.
    let shard: Int?
    let verdict: String
    let code: String?
    let weight: String?
    let seen: String?
    let override: Int64?
    var reused: ReuseWire?
    let spotCheck: SpotCheckWire?
    let diffID: String?
    let attempts: [AttemptWire]

    init(_ result: ClaimResult, at now: Date) {
        let claim = result.claim
        backend = Page.ascii(claim.backendName)
        registry = claim.registry.description
        repository = claim.repository.description
        digest = claim.digest.description
        kind = claim.kind.rawValue
        ofReferrer = claim.isOfReferrer ? true : nil
        mediaType = claim.mediaType?.description
        verdict = result.standing.verdict.rawValue
        let finding = result.finding
        code = finding?.code.rawValue
        weight = finding?.weight.rawValue
        seen = finding.map { Page.ascii($0.seen) }
        override = finding?.override?.id
        reused = result.standing.reuse.map { reuse in
            ReuseWire(
                provenAt: Units.rfc3339(reuse.provenAt), ageSeconds: Units.wholeSeconds(from: reuse.provenAt, to: now),
                run: reuse.run, vantage: reuse.vantage.map(Page.ascii), address: reuse.address,
                cacheStatus: reuse.cacheStatus.map(Page.ascii),
                spotCheckedAt: (result.rightSpot?.at ?? reuse.spotCheckedAt).map(Units.rfc3339))
        }
        spotCheck = result.spot.map(SpotCheckWire.init)
        diffID = result.standing.diffID?.description
        attempts = result.attempts.map(AttemptWire.init)
        shard = if case .elsewhere(let owner, _) = result.standing { owner } else { nil }
        switch result.standing {
        case .verified(let blob): (standing, size) = ("verified", blob.size)
        case .reused: (standing, size) = ("reused", claim.size)
        case .present: (standing, size) = ("present", claim.size)
        case .notAsked: (standing, size) = ("not-asked", claim.size)
        case .elsewhere: (standing, size) = (Self.elsewhere, claim.size)
        case .planned: (standing, size) = ("planned", claim.size)
        case .faulty: (standing, size) = ("faulty", claim.size)
        }
    }
}

/// One try.
struct AttemptWire: Codable {
    let url: String
    let redirects: [String]
    let address: String?
    let certificate: String?
    let httpVersion: String?
    let status: Int?
    let cacheStatus: String?
    let headers: [String: String]
    let bytes: Int64
    let startedAt: String
    let milliseconds: Int64
    let code: String?
    let seen: String

    init(_ attempt: Attempt) {
        url = Page.ascii(attempt.url)
        redirects = attempt.redirects.map(Page.ascii)
        address = attempt.address
        certificate = attempt.certificate
        httpVersion = attempt.httpVersion.map(Page.ascii)
        status = attempt.status
        cacheStatus = attempt.cacheStatus
        headers = attempt.headers
        bytes = attempt.bytes
        startedAt = Units.rfc3339(attempt.started)
        milliseconds = attempt.milliseconds
        code = attempt.code?.rawValue
        seen = Page.ascii(attempt.seen)
    }
}

/// One finding as the run made it.
struct FindingWire: Codable {
    struct Place: Codable, Hashable {
        let registry: String
        let backend: String?
        let repository: String?
        let digest: String?
        let tag: String?

        init(_ finding: Finding) {
            registry = finding.registry.description
            backend = finding.backendName.map(Page.ascii)
            repository = finding.repository?.description
            digest = finding.digest?.description
            tag = finding.tag?.description
        }
    }

    let code: String
    let family: String
    let weight: String
    let place: Place
    let seen: String
    let title: String
    let meaning: String
    let remedy: String
    let override: Int64?

    init(_ finding: Finding) {
        code = finding.code.rawValue
        family = finding.code.family.rawValue
        weight = finding.weight.rawValue
        place = Place(finding)
        seen = Page.ascii(finding.seen)
        title = finding.code.title
        meaning = finding.code.meaning
        remedy = finding.code.remedy
        override = finding.override?.id
    }
}
