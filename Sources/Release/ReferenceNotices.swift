import OCI
internal import Record

/// What a person should know of the references of a release, whatever they were read from.
package enum ReferenceNotices {
    /// A line each for floating tags, for tags without digest, for nodes that may start an older image of a floating tag, and
    /// for nodes that pull nothing.
    package static func lines(_ uses: [ImageUse]) -> [String] {
        let floating = uses.filter { $0.reference.digest == nil && $0.reference.tag == .latest }
        let tagged = uses.count { $0.reference.digest == nil } - floating.count
        var lines: [String] = []
        if let floating = shown(floating) {
            lines.append(
                "floating tag (latest, or none): \(floating); a node may pull what was pushed after this check")
        }
        if tagged > 0 {
            lines.append(
                tagged == 1
                    ? "one image is named by its tag, without digest: a tag can be moved after this check"
                    : "\(tagged) images are named by their tags, without digest: a tag can be moved after this check")
        }
        if let kept = shown(floating, pulled: "IfNotPresent") {
            lines.append(
                "imagePullPolicy IfNotPresent with a floating tag: \(kept); a node may start what it has, not what was proven"
            )
        }
        if let never = shown(uses, pulled: "Never") {
            lines.append("imagePullPolicy Never: \(never); a node pulls nothing, and starts what it has or nothing")
        }
        return lines
    }

    /// Each with its first place, or with the first that has the policy; `nil` where there is none.
    private static func shown(_ uses: [ImageUse], pulled policy: String? = nil) -> String? {
        let found = uses.compactMap { use in
            use.origins.first { policy == nil || $0.place?.pullPolicy == policy }
                .map { "\(use.reference.original) (\($0.location))" }
        }
        return found.isEmpty ? nil : ManifestRemarks.shown(found)
    }
}
