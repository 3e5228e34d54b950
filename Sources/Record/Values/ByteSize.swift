/// Sizes as people and nginx write them: `5m`, `512KiB`, `1g`, `1048576`.
package enum ByteSize {
    private static let units: [String: Int64] = [
        "": 1, "k": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mib": 1 << 20, "g": 1 << 30, "gib": 1 << 30,
    ]

    /// The number of bytes; `nil` if the text is not a size of at least one byte.
    package static func bytes(in text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), (1..<1 << 40).contains(number),
            let unit = units[text.dropFirst(digits.count).lowercased()]
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : bytes
    }
}
