internal import OCI

/// How much of what earlier proofs stand for is read again in part, on each backend (`policy.spot`).
package enum SpotBudget: Hashable, Sendable, TextCodable {
    /// So many hundredths of the bytes that are reused of a backend, and one range of 1 MiB at least.
    case share(percent: Int)
    /// So many bytes of each backend.
    case bytes(Int64)

    /// The least that can be asked for: one range.
    package static let least: Int64 = 1 << 20

    /// Reads `5%`, `64MiB`, `1g` or a number of bytes; `nil` when it is none of them, or less than one range.
    package init?(_ text: String) {
        if text.hasSuffix("%") {
            let digits = text.dropLast()
            guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let percent = Int(digits),
                (1...100).contains(percent)
            else { return nil }
            self = .share(percent: percent)
            return
        }
        guard let bytes = ByteSize.bytes(in: text), bytes >= Self.least else { return nil }
        self = .bytes(bytes)
    }

    /// The values, for the message about another one.
    package static var expected: String {
        "N% with N from 1 to 100, or a size of at least 1 MiB such as 64MiB, 1GiB or 1048576"
    }

    /// As it is written: `5%`, or bytes with the largest unit that divides them.
    package var description: String {
        switch self {
        case .share(let percent): "\(percent)%"
        case .bytes(let count):
            [(Int64(1) << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")].first { count % $0.0 == 0 }
                .map { "\(count / $0.0)\($0.1)" } ?? "\(count)"
        }
    }

    /// The bytes that may be asked for of a backend of which so many are reused.
    package func bytes(of reused: Int64) -> Int64 {
        switch self {
        case .share(let percent):
            // In two steps, so that no sum of sizes is too large for it.
            max(Self.least, reused / 100 * Int64(percent) + reused % 100 * Int64(percent) / 100)
        case .bytes(let count): count
        }
    }
}

extension SpotBudget {
    package init?(text: String) { self.init(text) }
}
