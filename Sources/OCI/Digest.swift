/// A content digest: an algorithm and the encoded hash, as in `sha256:e3b0…` (image-spec, Digests).
///
/// Any algorithm that fits the grammar parses, because a manifest may use one that Blobgate does not support. Only
/// those whose `algorithm` is `known` can be verified. The length and alphabet of registered algorithms are checked.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    package enum Algorithm: Hashable, Sendable {
        /// SHA-256, supported by every registry.
        case sha256
        /// SHA-512, registered and optional.
        case sha512
        /// An algorithm that Blobgate cannot compute: its claims remain undecided, never verified.
        case other(String)
    }

    package let algorithm: Algorithm
    /// The hash as written after the colon: lower-case hexadecimal for the known algorithms.
    package let encoded: String

    /// Parses a digest. Throws if it violates the grammar or the rules of a registered algorithm.
    package init(parsing text: some StringProtocol) throws(DigestError) {
        guard let colon = text.firstIndex(of: ":") else { throw DigestError(text: String(text), reason: .noColon) }
        let name = String(text[..<colon])
        let encoded = String(text[text.index(after: colon)...])
        guard Self.isAlgorithmName(name) else { throw DigestError(text: String(text), reason: .algorithm(name)) }
        let algorithm = Algorithm(name: name)
        if let length = algorithm.encodedLength {
            guard encoded.utf8.count == length else {
                throw DigestError(
                    text: String(text), reason: .length(name, expected: length, found: encoded.utf8.count))
            }
            guard encoded.utf8.allSatisfy(Self.isLowerHex) else {
                throw DigestError(text: String(text), reason: .notLowerHex)
            }
        } else {
            guard !encoded.isEmpty, encoded.utf8.allSatisfy(Self.isEncoded) else {
                throw DigestError(text: String(text), reason: .encoded)
            }
        }
        self.algorithm = algorithm
        self.encoded = encoded
    }

    /// Whether a text is meant as a digest, well-formed or not: it starts with a known algorithm and a colon, and has
    /// neither the slash nor the `@` of an image reference.
    package static func isMeant(by text: some StringProtocol) -> Bool {
        let names = [Algorithm.sha256, .sha512].map(\.name)
        return names.contains { text.hasPrefix("\($0):") } && !text.contains { "/@".contains($0) }
    }

    /// The digest for a finished hash of a known algorithm; `nil` if the number of bytes is wrong for the algorithm.
    package init?(_ algorithm: Algorithm, hash: some Collection<UInt8>) {
        guard algorithm.known, algorithm.encodedLength == hash.count * 2 else { return nil }
        self.algorithm = algorithm
        self.encoded = hash.hexadecimal
    }

    /// The hash as bytes; `nil` for an unknown algorithm.
    package var hash: [UInt8]? {
        guard algorithm.known else { return nil }
        let digits = Array(encoded.utf8)
        return stride(from: 0, to: digits.count, by: 2).map { Self.value(digits[$0]) << 4 | Self.value(digits[$0 + 1]) }
    }

    private static func value(_ digit: UInt8) -> UInt8 {
        digit.isASCIIDigit ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
    }

    /// The canonical text, `algorithm:encoded`.
    package var description: String { "\(algorithm.name):\(encoded)" }

    /// The algorithm and the first twelve characters: enough to distinguish the blobs of one report.
    package var short: String { "\(algorithm.name):\(encoded.prefix(12))" }

    /// Orders by text, so that lists of digests are stable.
    package static func < (left: Digest, right: Digest) -> Bool {
        left.algorithm == right.algorithm ? left.encoded < right.encoded : left.description < right.description
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(encoded) }

    static func isLowerHex(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    static func isEncoded(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || "=_-".utf8.contains(byte)
    }

    private static func isAlgorithmName(_ name: String) -> Bool {
        let parts = name.split(omittingEmptySubsequences: false) { "+._-".contains($0) }
        return !parts.isEmpty
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { $0.isASCIILower || $0.isASCIIDigit }
            }
    }
}

extension Digest.Algorithm {
    /// The name before the colon.
    package var name: String {
        switch self {
        case .sha256: "sha256"
        case .sha512: "sha512"
        case .other(let name): name
        }
    }

    /// Whether Blobgate can compute it.
    package var known: Bool { self == .sha256 || self == .sha512 }

    init(name: String) {
        self = name == "sha256" ? .sha256 : name == "sha512" ? .sha512 : .other(name)
    }

    /// The number of hexadecimal characters of a registered algorithm, including BLAKE3 (image-spec, Registered
    /// algorithms).
    var encodedLength: Int? {
        switch self {
        case .sha256, .other("blake3"): 64
        case .sha512: 128
        case .other: nil
        }
    }
}
