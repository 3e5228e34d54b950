/// The start of a digest, as reports abbreviate it: `sha256:039058c6f2c0`, or the hash alone.
package struct DigestPrefix: Hashable, Sendable, CustomStringConvertible {
    package let algorithm: Digest.Algorithm
    /// The first characters of the hash.
    package let encoded: String

    /// The fewest characters of a hash, with and without an algorithm: a hash alone must not resemble a name.
    private static let fewest = (named: 6, alone: 12)

    /// `nil` if the text is not the start of a hash of SHA-256 or SHA-512, or is a whole one. A hash alone is one of
    /// SHA-256.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let algorithm = parts.count == 2 ? Digest.Algorithm(name: String(parts[0])) : .sha256
        let encoded = String(parts.last ?? "")
        let fewest = parts.count == 2 ? Self.fewest.named : Self.fewest.alone
        guard algorithm.known, let length = algorithm.encodedLength, (fewest..<length).contains(encoded.utf8.count),
            encoded.utf8.allSatisfy(Digest.isLowerHex)
        else { return nil }
        self.algorithm = algorithm
        self.encoded = encoded
    }

    /// `sha256:039058c6f2c0`.
    package var description: String { "\(algorithm.name):\(encoded)" }
}
