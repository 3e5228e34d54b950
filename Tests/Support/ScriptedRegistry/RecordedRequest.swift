import Foundation

/// One request that a scripted registry got, and what became of the reply.
package struct RecordedRequest: Hashable, Sendable {
    /// What became of the reply.
    package enum Outcome: Hashable, Sendable {
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
    package let number: Int
    /// Which connection it came on, the first being 1.
    package let connection: Int
    /// Whether the client showed a certificate of its own in the handshake.
    package let showedCertificate: Bool
    /// The method.
    package let method: String
    /// The path with the query, as sent.
    package let target: String
    /// The head's fields, in order.
    package let headers: [HeaderField]
    /// The body, up to 64 KiB of it.
    package let body: [UInt8]
    /// The status of the reply; `nil` when no head was sent.
    package internal(set) var status: Int?
    /// Bytes of the body written to the socket, without the framing of chunks.
    package internal(set) var bodyBytesSent = 0
    /// What became of the reply.
    package internal(set) var outcome = Outcome.pending

    /// The target without the query.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The decoded values of a query parameter, in order.
    package func query(_ name: String) -> [String] {
        (URLComponents(string: target)?.queryItems ?? []).filter { $0.name == name }.compactMap(\.value)
    }

    /// The decoded values of a field of the form that is the body, in order.
    package func form(_ name: String) -> [String] {
        let text = String(decoding: body, as: UTF8.self).replacing("+", with: "%20")
        return (URLComponents(string: "?\(text)")?.queryItems ?? []).filter { $0.name == name }.compactMap(\.value)
    }

    /// The value of a header field, the name in any case.
    package func header(_ name: String) -> String? { headers.value(of: name) }
}
