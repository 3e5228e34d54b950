internal import OCI

/// How many bytes of reused proofs to spot-check on each backend (`policy.spot`).
package enum SpotBudget: Hashable, Sendable, TextCodable {
    /// A percentage of the reused bytes of a backend, at least one range of 1 MiB.
    case share(percent: Int)
    /// This many bytes per backend.
    case bytes(Int64)

    /// The smallest budget: one range.
    package static let least: Int64 = 1 << 20

    /// Parses `5%`, `64MiB`, `1g` or a number of bytes; `nil` if invalid or less than one range.
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

    /// The allowed values, for error messages.
    package static var expected: String {
        "N% with N from 1 to 100, or a size of at least 1 MiB such as 64MiB, 1GiB or 1048576"
    }

    /// The written form: `5%`, or bytes in the largest unit that divides them.
    package var description: String {
        switch self {
        case .share(let percent): "\(percent)%"
        case .bytes(let count):
            [(Int64(1) << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")].first { count % $0.0 == 0 }
                .map { "\(count / $0.0)\($0.1)" } ?? "\(count)"
        }
    }

    /// The byte budget for a backend with this many reused bytes.
    package func bytes(of reused: Int64) -> Int64 {
        switch self {
        case .share(let percent):
            // In two steps, so that it cannot overflow.
            max(Self.least, reused / 100 * Int64(percent) + reused % 100 * Int64(percent) / 100)
        case .bytes(let count): count
        }
    }
}

extension SpotBudget {
    package init?(text: String) { self.init(text) }
}
