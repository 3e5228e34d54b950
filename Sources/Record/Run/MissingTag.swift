package import OCI

/// A tag that every backend that was asked for it reports as absent.
package struct MissingTag: Hashable, Sendable {
    package let reference: ImageReference
    package let tag: Tag
    /// One of these backends, one that must serve if possible.
    package let backend: String
}

extension RunFacts {
    /// Each missing tag once, in the order of the images.
    package var missingTags: [MissingTag] {
        var seen: Set<ImageReference> = []
        return images.compactMap { image in
            guard image.reference.digest == nil, let tag = image.reference.tag,
                seen.insert(image.reference).inserted
            else { return nil }
            let asked = image.views.filter(\.isAskedForTag)
            let lacking = asked.filter { view in
                view.findings.contains { $0.code == .absenceManifest && $0.place.tag == tag && $0.place.digest == nil }
            }
            guard !asked.isEmpty, lacking.count == asked.count else { return nil }
            let serving = lacking.first { view in !view.findings.allSatisfy { $0.weight == .reported } }
            return (serving ?? lacking.first).map {
                MissingTag(reference: image.reference, tag: tag, backend: $0.backend)
            }
        }
    }
}

extension Run.View {
    /// Whether nodes resolve tags on it.
    fileprivate var isAskedForTag: Bool {
        !findings.contains { finding in
            guard case .tagUnknown = finding.evidence else { return false }
            return true
        }
    }
}
