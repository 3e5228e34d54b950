import OCI

/// What a person should know of the references of a release, whatever they were read from.
public enum ReferenceNotices {
    /// A line each for floating tags, for tags without digest, and for nodes that may start an older image of a floating tag.
    public static func lines(_ uses: [ImageUse]) -> [String] {
        let floating = uses.filter { $0.reference.digest == nil && $0.reference.tag == .latest }
        let tagged = uses.count { $0.reference.digest == nil } - floating.count
        let kept = floating.filter { $0.origins.contains { ["IfNotPresent", "Never"].contains($0.place?.pullPolicy) } }
        var lines: [String] = []
        if !floating.isEmpty {
            lines.append(
                "floating tag (latest, or none): \(shown(floating)); a node may pull what was pushed after this check")
        }
        if tagged > 0 {
            lines.append(
                tagged == 1
                    ? "one image is named by its tag, without digest: a tag can be moved after this check"
                    : "\(tagged) images are named by their tags, without digest: a tag can be moved after this check")
        }
        if !kept.isEmpty {
            lines.append(
                "imagePullPolicy IfNotPresent or Never with a floating tag: \(shown(kept)); a node may start what it has, "
                    + "not what was proven")
        }
        return lines
    }

    private static func shown(_ uses: [ImageUse]) -> String {
        ManifestRemarks.shown(
            uses.map { use in use.reference.original + (use.origins.first.map { " (\($0.location))" } ?? "") })
    }
}
