import OCI

/// What a person should know of the references of a release, whatever they were read from.
public enum ReferenceNotices {
    /// A line each for floating tags, for tags without digest, for nodes that may start an older image of a floating tag, and
    /// for nodes that pull nothing.
    public static func lines(_ uses: [ImageUse]) -> [String] {
        let floating = uses.filter { $0.reference.digest == nil && $0.reference.tag == .latest }
        let tagged = uses.count { $0.reference.digest == nil } - floating.count
        var lines: [String] = []
        if !floating.isEmpty {
            lines.append(
                "floating tag (latest, or none): \(shown(floating.map { ($0, $0.origins.first) })); a node may pull what was "
                    + "pushed after this check")
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

    /// Those that are pulled by the policy at some place, with that place; `nil` where none is.
    private static func shown(_ uses: [ImageUse], pulled policy: String) -> String? {
        let found = uses.compactMap { use in
            use.origins.first { $0.place?.pullPolicy == policy }.map { (use, Optional($0)) }
        }
        return found.isEmpty ? nil : shown(found)
    }

    private static func shown(_ uses: [(ImageUse, Origin?)]) -> String {
        ManifestRemarks.shown(
            uses.map { use, origin in use.reference.original + (origin.map { " (\($0.location))" } ?? "") })
    }
}
