import Foundation

/// One request that a scripted registry got, and what became of the reply.
public struct RecordedRequest: Hashable, Sendable {
    /// What became of the reply.
    public enum Outcome: Hashable, Sendable {
        /// It is being sent.
        case pending
        /// All of it was written to the socket.
        case complete
        /// The script ended it.
        case brokenOff
        /// The client closed the connection before the end.
        case abandoned
    }

    /// 1 for the first request of the server's life.
    public let number: Int
    /// Which connection it came on, the first being 1.
    public let connection: Int
    /// Whether the client showed a certificate of its own in the handshake.
    public let showedCertificate: Bool
    /// The method.
    public let method: String
    /// The path with the query, as sent.
    public let target: String
    /// The head's fields, in order.
    public let headers: [HeaderField]
    /// The body, up to 64 KiB of it.
    public let body: [UInt8]
    /// The status of the reply; `nil` when no head was sent.
    public internal(set) var status: Int?
    /// Bytes of the body written to the socket, without the framing of chunks.
    public internal(set) var bodyBytesSent = 0
    /// What became of the reply.
    public internal(set) var outcome = Outcome.pending

    /// The target without the query.
    public var path: String { String(target.prefix { $0 != "?" }) }

    /// The decoded values of a query parameter, in order.
    public func query(_ name: String) -> [String] {
        (URLComponents(string: target)?.queryItems ?? []).filter { $0.name == name }.compactMap(\.value)
    }

    /// The decoded values of a field of the form that is the body, in order.
    public func form(_ name: String) -> [String] {
        let text = String(decoding: body, as: UTF8.self).replacing("+", with: "%20")
        return (URLComponents(string: "?\(text)")?.queryItems ?? []).filter { $0.name == name }.compactMap(\.value)
    }

    /// The value of a header field, the name in any case.
    public func header(_ name: String) -> String? { headers.value(of: name) }
}
