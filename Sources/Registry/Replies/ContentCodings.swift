internal import Layer
internal import Transfer

/// The content codings that a client asks for, and what it does with those of a reply (RFC 9110, 8.4 and 12.5.3).
enum ContentCodings: Hashable, Sendable {
    /// Go's transport asks for gzip by itself and decodes a body that is coded with gzip alone. It passes on any other as it is.
    case gzipOnly
    /// containerd 2.x asks for content with a field of its own and undoes every coding that it knows; another one fails the pull.
    case listed

    /// The value of `Accept-Encoding`.
    var accept: String {
        switch self {
        case .gzipOnly: "gzip"
        case .listed: "zstd;q=1.0, gzip;q=0.8, deflate;q=0.5"
        }
    }

    /// What a client does with the body of a reply. Only the first `Content-Encoding` counts, as with Go's `Header.Get`.
    func use(of head: ResponseHead) -> CodingUse {
        let field = head.values("Content-Encoding").first ?? ""
        switch self {
        case .gzipOnly:
            return field.lowercased() == "gzip" ? .decoded([.gzip]) : .asSent
        case .listed:
            let names = field.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.filter { $0 != "identity" }
            let known = names.compactMap { ContentCoding(rawValue: String($0)) }
            guard known.count == names.count else { return .refused }
            return known.isEmpty ? .asSent : .decoded(known)
        }
    }

    /// Whether a reply may differ for who sends another `Accept-Encoding`.
    static func matter(in head: ResponseHead) -> Bool {
        let codings = head.values("Content-Encoding").flatMap { $0.lowercased().split { $0 == "," || $0 == " " } }
        let varied = head.values("Vary").flatMap { $0.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" } }
        return codings.contains { $0 != "identity" } || varied.contains { $0 == "accept-encoding" || $0 == "*" }
    }
}

/// What a client does with the content codings of a body.
enum CodingUse: Hashable, Sendable {
    /// It takes the bytes as they were sent.
    case asSent
    /// It undoes these codings, the last one first.
    case decoded([ContentCoding])
    /// It fails.
    case refused
}
