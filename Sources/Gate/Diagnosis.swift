package import Foundation
package import OCI

/// What a person has to act on: one fault with all that a run knows of it, however many claims show it.
///
/// It says no more than the evidence: where that does not decide between cache and storage, `cause` is `unknown` and
/// the remedy begins with what would decide.
package struct Diagnosis: Sendable {
    /// How far the fault reaches among the backends of the registry.
    package enum Scope: String, Hashable, Sendable, CaseIterable {
        /// Some backends show it, others serve the bytes intact.
        case some
        /// All show it, with the same wrong bytes.
        case allAlike = "all-alike"
        /// All show it, each with other wrong bytes.
        case allDifferent = "all-different"
        /// All show it.
        case all
        /// The registry has one backend.
        case single
        /// None is known to be intact, and some of the others have other faults.
        case mixed
        /// Nothing is known of the others.
        case unknownElsewhere = "unknown-elsewhere"
        /// It is no fault of a backend.
        case run
    }

    /// Where the evidence puts the fault.
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// In front of the storage: a backend's cache, or a proxy on the way.
        case front
        /// In the storage behind the backends.
        case storage
        /// The evidence does not tell.
        case unknown
    }

    /// The fault.
    package let code: FindingCode
    /// What it does to the verdict: the gravest of its findings.
    package let weight: Finding.Weight
    /// The registry.
    package let registry: RegistryName
    /// The images that it concerns, in the order of the release.
    package let images: [ConcernedImage]
    /// What it is about.
    package let subject: Subject
    /// The backends that showed it.
    package let sightings: [Sighting]
    /// How every other backend stands for the same bytes.
    package let others: [Bystander]
    /// How far it reaches.
    package let scope: Scope
    /// How far it reaches, in one sentence with names.
    package let reach: String
    /// Where the evidence puts it; `nil` where cache or storage is not the question.
    package let cause: Cause?
    /// What the evidence says of the cause, in a sentence or two; empty where it says nothing.
    package let conclusion: String
    /// What else to know of it, a sentence each: what was not looked at, what weakens or supports the cause.
    package let notes: [String]
    /// What may lie behind it, the best founded first, each with the facts for and against it.
    package let causes: [Hypothesis]
    /// What the evidence does not tell, and the one look that would; `nil` where it is decided.
    package let openQuestion: String?
    /// What a closer look found.
    package let investigation: Investigation?
    /// Where each backend has it wrong, a sentence each; empty where nobody looked closer.
    package let places: [String]
    /// What the wrong bytes were measured against, `compared with registry1004`; `nil` where nobody looked closer.
    package let comparison: String?
    /// What to do, in order, fitting the scope, with its commands; the last looks again at what failed.
    package let steps: [RemedyStep]
    /// Other images of this release that use the same bytes, under other names or on backends that serve them intact.
    package let alsoIn: [ConcernedImage]
    /// Images of earlier runs that used the same bytes, the latest first.
    package let earlier: [EarlierUse]

    /// The places, and at their end what they were measured against.
    package var locations: [String] {
        guard let last = places.last, let comparison else { return places }
        return places.dropLast() + ["\(last); \(comparison)"]
    }

    /// What to do, in order, in words; what would look again afterwards is left out.
    package var remedy: [String] { steps.filter { $0.purpose != .then }.map(\.text) }

    /// What it means for the deploy.
    package var meaning: String { code.meaning }
}

extension Diagnosis {
    /// An image that a fault concerns.
    package struct ConcernedImage: Hashable, Sendable {
        /// The image.
        package let reference: ImageReference
        /// Every place that names it, in words.
        package let origins: [String]
        /// The same places without what stands there: `web.yaml:31`.
        package let lines: [String]
        /// Whether the deploy only returns to it when it fails.
        package var isRollbackOnly = false
    }

    /// What a fault is about: some bytes, a tag, or all that a backend was asked for.
    package struct Subject: Hashable, Sendable {
        /// The repository that was asked.
        package let repository: RepositoryName?
        /// The tag, where it is about a name.
        package let tag: Tag?
        /// The bytes, or the first of them.
        package let digest: Digest?
        /// What the bytes are to the image.
        package let kind: Claim.Kind?
        /// How many bytes the manifest says.
        package let size: Int64?
        /// How many more claims have the same fault.
        package let more: Int
    }

    /// One backend that showed the fault.
    package struct Sighting: Hashable, Sendable {
        /// The backend's name.
        package let backend: String
        /// Whether it is the registry itself, behind its caches.
        package let isDirect: Bool
        /// What was seen, in one sentence.
        package let seen: String
        /// The address and port that really answered.
        package let address: String?
        /// What the first faulty reply said of the cache.
        package let cacheStatus: String?
        /// The status of the first faulty reply, if one came.
        package let status: Int?
        /// Its `Content-Type`, made safe.
        package let contentType: String?
        /// Whether it was asked for the head of a tag's manifest, after a GET had got it whole.
        let isOfHead: Bool
        /// How many bytes came of a body that arrived whole by its own declaration.
        package let receivedBytes: Int64?
        /// What the received bytes hash to, where they were read to the end.
        package let received: Digest?
        /// How many claims showed the fault on this backend.
        package let count: Int
    }

    /// Another backend, and how it stands for the same bytes.
    package struct Bystander: Hashable, Sendable {
        /// The backend's name.
        package let backend: String
        /// Whether it is the registry itself, behind its caches.
        package let isDirect: Bool
        /// How it stands; for a fault of many claims, how many stand how, each state once.
        package let states: [Share]
    }

    /// How many claims stand in one way.
    package struct Share: Hashable, Sendable {
        /// The way.
        package let state: State
        /// How many.
        package let count: Int
    }

    /// How another backend stands for the same bytes.
    package enum State: Hashable, Sendable {
        /// Proven in this run.
        case verified(cacheStatus: String?)
        /// Proven by an earlier run, of another machine where a vantage is named.
        case reused(provenAt: Date, age: TimeInterval, run: Int64, vantage: String?, cacheStatus: String?)
        /// It says that it has the bytes; none was hashed.
        case present
        /// Would be pulled: only in a plan.
        case planned
        /// Could not be asked, or did not answer to the end.
        case undecided(FindingCode)
        /// Not pulled, since the first backend that was asked served bad bytes.
        case withheld
        /// It has another fault.
        case faulty(FindingCode)
        /// The name did not lead there.
        case notAsked(String)
        /// Its tag names this manifest.
        case names(Digest)
    }
}
