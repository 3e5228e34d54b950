internal import Gate
internal import OCI
internal import Registry

/// Text shared by the live and plain displays.
enum ProgressText {
    /// The short digest, limited in length because algorithm names can be long.
    static func digest(of claim: Claim) -> String { claim.digest.short.escapedASCII(limit: 40) }

    /// Backend and digest: the start of a line about one claim.
    static func head(of claim: Claim) -> String {
        "\(claim.backend.name.escapedASCII(limit: 40)) \(digest(of: claim))"
    }

    static func resolving(images: Int, backends: Int) -> String {
        "reading the manifests of \(count(images, "image")) from \(count(backends, "backend"))"
    }

    static func holding(until: Duration, end: Duration, at time: Duration) -> [String] {
        [
            "holding", "next round in \(Quantity.time(max(.zero, until - time)))",
            "\(Quantity.time(max(.zero, end - time))) left",
        ]
    }

    static func waiting(_ claims: Int) -> String {
        claims == 1 ? "1 waiting for another gate" : "\(claims) waiting for another gate"
    }

    static func retries(_ number: Int) -> String { number == 1 ? "1 retry" : "\(number) retries" }

    /// The text as one line of printable ASCII. Unlike `escapedASCII`, it does not escape quotes and backslashes, so text that
    /// is already escaped is not escaped twice.
    static func line(_ text: String) -> String {
        text.unicodeScalars.allSatisfy { (" "..."~").contains($0) }
            ? text
            : text.unicodeScalars.map { scalar in
                (" "..."~").contains(scalar)
                    ? String(Character(scalar)) : scalar == "\n" ? " " : "\\u{\(String(scalar.value, radix: 16))}"
            }.joined()
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
