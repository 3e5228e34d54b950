internal import Foundation
package import OCI
package import Transfer

/// Asks a backend for `/v2/` (distribution-spec, Determining Support), without credentials, to see who is there.
package struct BackendProbe: Sendable {
    /// What a backend showed.
    package struct Result: Sendable {
        package let backend: Backend
        package let url: String
        /// The address and port that really answered.
        package let remote: TransferRequest.Endpoint?
        /// The status, where a reply came.
        package let status: Int?
        /// The schemes of authentication that it asks for, in lower case, made safe.
        package let schemes: [String]
        /// Header fields that tell who answered, made safe.
        package let headers: [String: ServerText]
        /// What its TLS rests on; where the handshake failed, what it showed to a client that checks nothing.
        package let tls: TLSFacts?
        /// Why there is no whole reply.
        package let failure: TransferFailure?
        package let timing: TransferTiming
        /// How far its clock is ahead of this machine's, in seconds, to half a second; from its `Date` field.
        package let clockSkew: Double?

        /// Whether a registry answered, be it with a challenge.
        package var answers: Bool { failure == nil && [200, 401, 403].contains(status) }
    }

    private let engine: TransferEngine
    private let limits: TransferLimits
    private let userAgent: String

    /// A probe; the limits hold for each request.
    package init(engine: TransferEngine, limits: TransferLimits, userAgent: String) {
        self.engine = engine
        self.limits = limits
        self.userAgent = userAgent
    }

    /// Asks one backend, once, on a new connection.
    package func probe(_ backend: Backend) async -> Result {
        let url = "\(backend.apiRoot)/"
        var request = TransferRequest(url: url + backend.query)
        request.headers = [("User-Agent", userAgent)]
        request.limits = limits
        backend.address(&request)
        request.freshConnection = true
        request.wantsTLSFacts = true
        let (result, _) = await engine.perform(request, into: CollectingSink(limit: 64 << 10))
        let received = Date.now
        var tls = result.connection.tls
        if result.failure?.kind == .tls, tls?.certificate == nil, request.verifiesPeer {
            tls = await unchecked(request)
        }
        let fields = ["server", "via", "docker-distribution-api-version", "date"]
        return Result(
            backend: backend, url: url, remote: result.connection.remote, status: result.head?.status,
            schemes: Challenge.parse(result.head?.values("WWW-Authenticate") ?? []).map {
                ServerText($0.scheme, limit: 40).description
            },
            headers: Dictionary(
                uniqueKeysWithValues: fields.compactMap { name in
                    result.head?[name].map { (name, ServerText($0)) }
                }),
            tls: tls, failure: result.failure, timing: result.timing,
            clockSkew: result.head?["Date"].flatMap { Self.skew($0, received: received, timing: result.timing) })
    }

    /// The certificate that was not accepted: it says why, and nothing that a request tells is trusted.
    private func unchecked(_ request: TransferRequest) async -> TLSFacts? {
        var request = request
        request.verifiesPeer = false
        request.headers = [("User-Agent", userAgent)]
        return await engine.perform(request, into: CollectingSink(limit: 0)).result.connection.tls
    }

    /// The field has whole seconds, cut off: the middle of that second is held against the time of the first byte.
    static func skew(_ field: String, received: Date, timing: TransferTiming) -> Double? {
        guard let date = HTTPDate.parse(field) else { return nil }
        let afterFirstByte = (timing.total - timing.firstByte) / .seconds(1)
        return date.timeIntervalSince(received) + 0.5 + max(0, afterFirstByte)
    }
}

/// The preferred form of a date (RFC 9110, 5.6.7).
enum HTTPDate {
    static func parse(_ text: String) -> Date? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text)
    }
}
