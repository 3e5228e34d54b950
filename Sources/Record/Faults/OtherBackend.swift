internal import Foundation
package import OCI

/// A backend that did not show a fault, with the state of the same content there.
package struct OtherBackend: Codable, Hashable, Sendable {
    package let backend: String
    /// Whether it is the registry itself, behind its caches.
    package let isDirect: Bool
    /// The states of the content, each with its number of claims.
    package let states: [Share]

    /// How many claims are in one state.
    package struct Share: Codable, Hashable, Sendable {
        package let state: State
        package let count: Int
    }

    /// The known state of content on a backend.
    package enum State: Codable, Hashable, Sendable {
        /// Proven in this run.
        case verified(cacheStatus: String?)
        /// Proven by an earlier run.
        case reused(proof: Run.Claim.Reuse)
        /// The backend reports that it has the content; no byte was hashed.
        case present
        /// Would be pulled: only in a plan.
        case planned
        /// The request failed or the reply was incomplete.
        case undecided(code: FindingCode)
        /// Not pulled, because the first backend served wrong bytes (invariant 9).
        case withheld
        /// It has another fault.
        case faulty(code: FindingCode)
        /// The content was not requested.
        case notAsked(why: NotAsked)
        /// Its tag resolves to this manifest.
        case names(digest: Digest)

        /// Whether it was proven, now or by an earlier run.
        package var isIntact: Bool {
            switch self {
            case .verified, .reused, .names: true
            default: false
            }
        }

        /// Whether the content's state there is unknown.
        package var isUnknown: Bool {
            switch self {
            case .present, .undecided, .withheld, .notAsked, .planned: true
            default: false
            }
        }
    }

    /// Why content was not requested from a backend.
    package enum NotAsked: Codable, Hashable, Sendable {
        /// Depth `manifest` requests no blobs.
        case depth
        case otherShard(number: Int)
        /// Its tag resolves to another image.
        case otherImage
        /// The manifests that lead to the content were not proven on it.
        case unprovenManifest
        case nameNotRead
    }
}

extension OtherBackend {
    init(_ backend: Run.Backend, _ states: [State]) {
        self.backend = backend.name
        isDirect = backend.isDirect
        self.states = Self.shares(of: states)
    }

    private static func shares(of states: [State]) -> [Share] {
        var counts: [State: Int] = [:]
        var order: [State] = []
        for state in states.map({ states.count > 1 ? $0.rough : $0 }) {
            if counts[state] == nil { order.append(state) }
            counts[state, default: 0] += 1
        }
        return order.map { Share(state: $0, count: counts[$0] ?? 0) }
    }
}

extension OtherBackend.State {
    init(_ status: Run.Claim.Status) {
        self =
            switch status {
            case .verified(let verified): .verified(cacheStatus: verified.cacheStatus)
            case .reused(let reuse): .reused(proof: reuse)
            case .shared(let proof): Self(proof)
            case .present: .present
            case .notAsked: .notAsked(why: .depth)
            case .otherShard(let shard, _): .notAsked(why: .otherShard(number: shard))
            case .planned: .planned
            case .faulty(let finding): Self(finding)
            }
    }

    /// The bytes were read on this backend, and are served from the same place.
    private init(_ proof: Run.Claim.Shared) {
        self = proof.earlier.map { .reused(proof: $0) } ?? .verified(cacheStatus: nil)
    }

    init(_ finding: Finding) {
        if finding.code == .accessWithheld {
            self = .withheld
        } else {
            self = finding.code.family == .access ? .undecided(code: finding.code) : .faulty(code: finding.code)
        }
    }

    /// The state without per-blob details, so that states can be counted.
    fileprivate var rough: OtherBackend.State {
        if case .verified = self { .verified(cacheStatus: nil) } else { self }
    }
}
