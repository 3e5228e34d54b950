extension Digest {
    /// The tag under which registries without a referrers API store the list (distribution-spec, Referrers Tag Schema):
    /// the algorithm, truncated to 32 characters, a hyphen and the hash, truncated to 64. Characters not allowed in
    /// tags become hyphens.
    package var referrersTag: Tag? {
        let text = "\(algorithm.name.prefix(32))-\(encoded.prefix(64))"
        return Tag(String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }))
    }
}
