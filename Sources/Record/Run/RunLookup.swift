package import Foundation
package import OCI

extension RunFacts {
    package func claims(of view: Run.View) -> [Run.Claim] { view.claims.map { claims[$0] } }

    /// The claims of an image on all backends, without duplicates.
    package func claims(of image: Run.Image) -> [Run.Claim] {
        var known: Set<Int> = []
        return image.views.flatMap(\.claims).filter { known.insert($0).inserted }.map { claims[$0] }
    }

    /// The configurations and layers of an image, counted once per digest.
    package func blobs(of image: Run.Image) -> (count: Int, bytes: Int64) {
        var sizes: [Digest: Int64] = [:]
        for claim in claims(of: image) where claim.kind != .manifest { sizes[claim.digest] = claim.size ?? 0 }
        return (sizes.count, sizes.values.byteSum)
    }

    /// The number of backends of all registries.
    package var backendCount: Int { registries.reduce(0) { $0 + $1.backends.count } }

    /// The duration of the run in seconds.
    package var duration: TimeInterval { max(0, finished.timeIntervalSince(started)) }

    /// The distinct digests that a name resolves to on serving backends, or on standbys if no other backend answered. A single
    /// digest means that all agree.
    package func namedDigests(of image: Run.Image) -> [Digest] {
        let answering = image.views.filter { $0.digest != nil }
        let serving = answering.filter { backend($0.backend, of: image.reference.registry)?.role != .standby }
        return Set((serving.isEmpty ? answering : serving).compactMap(\.digest)).sorted()
    }
}

extension Run {
    /// Whether the policy lets the deploy continue despite an undecided verdict.
    package var isWaived: Bool { decision.isWaived }

    /// Whether the policy waives this verdict because the image is only in the rollback set.
    package func waives(_ verdict: Verdict, of image: Image) -> Bool {
        image.isRollbackOnly && rollback?.policy.waives(verdict) == true
    }
}
