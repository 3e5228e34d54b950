extension Digest {
    /// The tag under which registries without an API for referrers keep their list (distribution-spec, Referrers Tag
    /// Schema): the algorithm, cut to 32 characters, a hyphen and the hash, cut to 64; what no tag may have is a hyphen.
    package var referrersTag: Tag? {
        let text = "\(algorithm.name.prefix(32))-\(encoded.prefix(64))"
        return Tag(String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }))
    }
}
