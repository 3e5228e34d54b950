import OCI
internal import Record

/// What an operator should know about the references of a release, regardless of the input.
package enum ReferenceNotices {
    /// One line each for floating tags, nodes that may start a stale image of one, and nodes that never pull.
    package static func lines(_ uses: [ImageUse]) -> [String] {
        let floating = uses.filter(isFloating)
        var lines: [String] = []
        if let floating = shown(floating) {
            lines.append(
                "floating tag (latest, or none): \(floating); a node may pull an image pushed after this check")
        }
        if let kept = shown(floating, pulled: "IfNotPresent") {
            lines.append(
                "imagePullPolicy IfNotPresent with a floating tag: \(kept); a node may start its local copy, not the proven image"
            )
        }
        if let never = shown(uses, pulled: "Never") {
            lines.append("imagePullPolicy Never: \(never); a node never pulls: it starts its local copy or fails")
        }
        return lines
    }

    /// How many images are referenced by a tag alone that is not floating.
    package static func tagsWithoutDigest(_ uses: [ImageUse]) -> Int {
        uses.count { $0.reference.digest == nil && !isFloating($0) }
    }

    private static func isFloating(_ use: ImageUse) -> Bool {
        use.reference.digest == nil && use.reference.tag == .latest
    }

    /// Each with its first place, or the first place with the policy; `nil` if there is none.
    private static func shown(_ uses: [ImageUse], pulled policy: String? = nil) -> String? {
        let found = uses.compactMap { use in
            use.origins.first { policy == nil || $0.place?.pullPolicy == policy }
                .map { "\(use.reference.original) (\($0.location))" }
        }
        return found.isEmpty ? nil : ManifestRemarks.shown(found)
    }
}
