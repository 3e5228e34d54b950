internal import Foundation
package import OCI
package import Transfer

/// Requests `/v2/` from a backend (distribution-spec, Determining Support) without credentials, to identify it.
package struct BackendProbe: Sendable {
    /// The result of one probe.
    package struct Result: Sendable {
        package let backend: Backend
        package let url: String
        /// The address and port that actually answered.
        package let remote: TransferRequest.Endpoint?
        /// The HTTP status, if a response arrived.
        package let status: Int?
        /// The authentication schemes it offers, in lower case, sanitized.
        package let schemes: [String]
        /// Header fields that identify the server, sanitized.
        package let headers: [String: ServerText]
        /// TLS details. If the handshake failed, those seen by a second, unverified connection.
        package let tls: TLSFacts?
        /// Why there is no complete response.
        package let failure: TransferFailure?
        package let timing: TransferTiming
        /// How far its clock is ahead of the local clock, in seconds, accurate to half a second. From the `Date` field.
        package let clockSkew: Double?
        /// The answer to a login; `nil` if none was tried.
        package var login: LoginAnswer?

        /// Whether a registry answered, even if only with a challenge.
        package var answers: Bool { failure == nil && [200, 401, 403].contains(status) }
    }

    /// What a probe says about an endpoint.
    package enum Answer: Hashable, Sendable {
        /// A registry answered.
        case registry
        /// Something answered, but not as a registry.
        case other
        /// Nothing accepted a connection.
        case nothing
    }

    /// Probes one backend.
    package func answer(of backend: Backend) async -> Answer {
        let result = await probe(backend)
        if result.answers { return .registry }
        switch result.failure?.kind {
        case .resolve, .connect, .connectTimeout: return .nothing
        default: return .other
        }
    }

    /// The fields in which caches name themselves.
    private static let ofCaches = ["x-cache-status", "x-cache", "cache-status", "x-varnish"]

    private let engine: TransferEngine
    private let limits: TransferLimits
    private let userAgent: String

    /// Creates a probe; the limits apply to each request.
    package init(engine: TransferEngine, limits: TransferLimits, userAgent: String) {
        self.engine = engine
        self.limits = limits
        self.userAgent = userAgent
    }

    /// Probes one backend once, on a new connection.
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
        let fields = ["server", "via", "docker-distribution-api-version", "date"] + Self.ofCaches
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

    /// Reads the certificate that failed verification, for diagnosis only. Nothing from this connection is trusted.
    private func unchecked(_ request: TransferRequest) async -> TLSFacts? {
        var request = request
        request.verifiesPeer = false
        request.headers = [("User-Agent", userAgent)]
        return await engine.perform(request, into: CollectingSink(limit: 0)).result.connection.tls
    }

    /// `Date` is truncated to whole seconds, so the middle of that second is compared with the time of the first byte.
    static func skew(_ field: String, received: Date, timing: TransferTiming) -> Double? {
        guard let date = HTTPDate.parse(field) else { return nil }
        let afterFirstByte = (timing.total - timing.firstByte) / .seconds(1)
        return date.timeIntervalSince(received) + 0.5 + max(0, afterFirstByte)
    }
}

/// The preferred HTTP date format (RFC 9110, 5.6.7).
enum HTTPDate {
    static func parse(_ text: String) -> Date? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text)
    }
}
