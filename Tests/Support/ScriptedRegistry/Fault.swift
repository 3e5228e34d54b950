/// One fault in a scripted reply. The faults of a rule are applied together, in any order: first the stored content is
/// changed, then the range is cut out, then the headers are written, then the body is sent.
package enum Fault: Hashable, Sendable {
    // MARK: Wrong content

    /// The lowest bit of the byte at this offset is flipped.
    case flipByte(at: Int)
    /// The content has zeros from this offset on, as many as fit.
    case zeroRun(at: Int, count: Int)
    /// The content has the right length but is wrong everywhere.
    case wrongBytes
    /// The content ends early, and `Content-Length` says so too.
    case truncated(to: Int)
    /// Bytes follow the end of the content, and `Content-Length` says so too.
    case extended(by: [UInt8])
    /// The content is replaced with this.
    case content([UInt8])

    // MARK: Wrong headers and framing

    /// A header field has this value, or is missing when it is `nil`.
    case header(String, String?)
    /// `Content-Length` is the true length plus this. All bytes are sent; the missing ones never arrive, and the connection
    /// is closed.
    case declaredLength(adding: Int)
    /// The body is sent in chunks, without `Content-Length`.
    case chunked
    /// The body is sent with neither chunks nor `Content-Length` and ends with the connection.
    case untilClose
    /// These bytes follow on the connection after the reply is complete.
    case trailing([UInt8])
    /// A `Range` is ignored: 200 and the whole content.
    case ignoredRange
    /// A `Range` is answered with the right `Content-Range` and the bytes from this much further on.
    case shiftedRange(by: Int)

    // MARK: Replies that never end, or end early

    /// Nothing at all is sent.
    case noReply(Ending)
    /// The headers are right, and the body stops after this many bytes.
    case breakOff(at: Int, Ending)
    /// The headers are delayed by this time.
    case delay(Duration)
    /// The body is sent at once up to an offset, then this many bytes at a time.
    case drip(from: Int, bytes: Int, every: Duration)

    // MARK: Another reply

    /// This status with a registry's JSON error, a plain one when the body is `nil`.
    case status(Int, headers: [HeaderField], body: String?)
    /// The content, with this status.
    case relabelled(Int)
    /// These bytes in place of status line, header fields and body; then the connection is closed.
    case raw([UInt8])
    /// 200 and an HTML page, as captive portals and misrouted load balancers send it.
    case html
    /// 200 and an empty body.
    case emptyBody
    /// A redirect to this URL or path.
    case redirect(to: String, status: Int)

    /// How an incomplete reply ends.
    package enum Ending: Hashable, Sendable {
        /// The connection is closed gracefully (FIN).
        case close
        /// The same without `close_notify` of TLS, which tells an end from a truncation; the same as `close` without TLS.
        case cut
        /// The connection is reset (RST).
        case reset
        /// The connection stays open and silent until the client leaves or the server stops.
        case stall
    }
}

extension Fault {
    /// A status with the error that registries send for it.
    package static func status(_ code: Int) -> Fault { .status(code, headers: [], body: nil) }

    /// 429, with `Retry-After` in seconds or as a date, if given.
    package static func tooManyRequests(retryAfter: String?) -> Fault {
        .status(429, headers: retryAfter.map { [HeaderField("Retry-After", $0)] } ?? [], body: nil)
    }

    /// A temporary redirect, like those of registries to their storage.
    package static func redirect(to location: String) -> Fault { .redirect(to: location, status: 307) }

    /// One byte a second.
    package static let drip = Fault.drip(from: 0, bytes: 1, every: .seconds(1))

    /// `X-Cache-Status`, as nginx in front of a registry sets it.
    package static func cacheStatus(_ value: String) -> Fault { .header("X-Cache-Status", value) }

    /// `Docker-Content-Digest` with another digest.
    package static func contentDigest(_ value: String) -> Fault { .header("Docker-Content-Digest", value) }
}

/// A header field.
package struct HeaderField: Hashable, Sendable {
    /// The name, compared without regard to case.
    package let name: String
    /// The value.
    package let value: String

    /// A field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HeaderField] {
    func value(of name: String) -> String? {
        first { $0.name.lowercased() == name.lowercased() }?.value
    }

    mutating func set(_ name: String, _ value: String?) {
        let position = firstIndex { $0.name.lowercased() == name.lowercased() }
        removeAll { $0.name.lowercased() == name.lowercased() }
        if let value { insert(HeaderField(name, value), at: position ?? count) }
    }
}
