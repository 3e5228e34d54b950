/// One thing that a scripted reply does wrong. Several of one rule are applied together, whatever their order: first what is
/// stored is changed, then the range cut out, then the head written, then the body sent.
package enum Fault: Hashable, Sendable {
    // MARK: What is stored is wrong

    /// The lowest bit of the byte at this offset of the content is the other way round.
    case flipByte(at: Int)
    /// The content has zeros from this offset on, as many as fit.
    case zeroRun(at: Int, count: Int)
    /// The content is as long as it should be and wrong everywhere.
    case wrongBytes
    /// The content ends early, and `Content-Length` says so too.
    case truncated(to: Int)
    /// The content goes on after its end, and `Content-Length` says so too.
    case extended(by: [UInt8])
    /// The content is this.
    case content([UInt8])

    // MARK: What is said of it is wrong

    /// A header field has this value, or is missing when it is `nil`.
    case header(String, String?)
    /// `Content-Length` is the true length and this. All bytes are sent; what is promised beyond them never comes, and the
    /// connection is closed.
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

    // MARK: It never ends, or ends too soon

    /// Nothing at all is sent.
    case noReply(Ending)
    /// The head is right, this many bytes of the body are sent, then no more.
    case breakOff(at: Int, Ending)
    /// The head comes this late.
    case delay(Duration)
    /// The body up to an offset comes at once, then this many bytes at a time.
    case drip(from: Int, bytes: Int, every: Duration)

    // MARK: Another reply

    /// This status with a registry's JSON error, a plain one when the body is `nil`.
    case status(Int, headers: [HeaderField], body: String?)
    /// 200 and a page for people, as captive portals and misrouted balancers send it.
    case html
    /// 200 and no byte.
    case emptyBody
    /// A redirect to this URL or path.
    case redirect(to: String, status: Int)

    /// How a reply stops that is not complete.
    package enum Ending: Hashable, Sendable {
        /// The connection is closed in an orderly way (FIN).
        case close
        /// The same without the farewell of TLS (`close_notify`), which tells an end from a cut; the same as `close` without TLS.
        case cut
        /// The connection is reset (RST).
        case reset
        /// The connection stays open and silent until the client leaves or the server stops.
        case stall
    }
}

extension Fault {
    /// Only the status, with the error that registries send with it.
    package static func status(_ code: Int) -> Fault { .status(code, headers: [], body: nil) }

    /// 429, with `Retry-After` in seconds or as a date when given.
    package static func tooManyRequests(retryAfter: String?) -> Fault {
        .status(429, headers: retryAfter.map { [HeaderField("Retry-After", $0)] } ?? [], body: nil)
    }

    /// A temporary redirect, as registries send them to their storage.
    package static func redirect(to location: String) -> Fault { .redirect(to: location, status: 307) }

    /// One byte a second.
    package static let drip = Fault.drip(from: 0, bytes: 1, every: .seconds(1))

    /// `X-Cache-Status`, as nginx in front of a registry sets it.
    package static func cacheStatus(_ value: String) -> Fault { .header("X-Cache-Status", value) }

    /// `Docker-Content-Digest` with another digest.
    package static func contentDigest(_ value: String) -> Fault { .header("Docker-Content-Digest", value) }
}

/// One field of a head.
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
