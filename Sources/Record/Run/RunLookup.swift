package import Foundation
package import OCI

extension RunFacts {
    package func claims(of view: Run.View) -> [Run.Claim] { view.claims.map { claims[$0] } }

    /// The claims of an image on all backends, each once.
    package func claims(of image: Run.Image) -> [Run.Claim] {
        var known: Set<Int> = []
        return image.views.flatMap(\.claims).filter { known.insert($0).inserted }.map { claims[$0] }
    }

    /// An image's configurations and layers, each digest once.
    package func blobs(of image: Run.Image) -> (count: Int, bytes: Int64) {
        var sizes: [Digest: Int64] = [:]
        for claim in claims(of: image) where claim.kind != .manifest { sizes[claim.digest] = claim.size ?? 0 }
        return (sizes.count, sizes.values.byteSum)
    }

    /// How many backends all registries have.
    package var backendCount: Int { registries.reduce(0) { $0 + $1.backends.count } }

    /// How long the run took, in seconds.
    package var duration: TimeInterval { max(0, finished.timeIntervalSince(started)) }

    /// The digests that a name leads to on the backends that serve, each once; on standbys only where no other answers. One
    /// alone is what all backends agree on.
    package func namedDigests(of image: Run.Image) -> [Digest] {
        let answering = image.views.filter { $0.digest != nil }
        let serving = answering.filter { backend($0.backend, of: image.reference.registry)?.role != .standby }
        return Set((serving.isEmpty ? answering : serving).compactMap(\.digest)).sorted()
    }
}

extension Run {
    /// Whether an undecided verdict lets the deploy continue, by the policy.
    package var isWaived: Bool { decision.isWaived }

    /// Whether the policy waives such a verdict on an image, since only the rollback set has it.
    package func waives(_ verdict: Verdict, of image: Image) -> Bool {
        image.isRollbackOnly && rollback?.policy.waives(verdict) == true
    }
}
