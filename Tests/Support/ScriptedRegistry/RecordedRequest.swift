import Foundation

/// A request to a scripted registry, and the outcome of the reply.
package struct RecordedRequest: Hashable, Sendable {
    /// The outcome of the reply.
    package enum Outcome: Hashable, Sendable {
        /// It is being sent.
        case pending
        /// All of it was written to the socket.
        case complete
        /// The script ended it.
        case brokenOff
        /// The client closed the connection early.
        case abandoned
    }

    /// The number of the request, from 1.
    package let number: Int
    /// The number of the connection, from 1.
    package let connection: Int
    /// Whether the client presented a certificate.
    package let sentClientCertificate: Bool
    /// The method.
    package let method: String
    /// The path with the query, as sent.
    package let target: String
    /// The headers, in order.
    package let headers: [HeaderField]
    /// The body, up to 64 KiB of it.
    package let body: [UInt8]
    /// The status of the reply; `nil` if none was sent, or raw bytes.
    package internal(set) var status: Int?
    /// Bytes of the body written to the socket, without chunk framing.
    package internal(set) var bodyBytesSent = 0
    /// The outcome of the reply.
    package internal(set) var outcome = Outcome.pending

    /// The target without the query.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The decoded values of a query parameter, in order.
    package func query(_ name: String) -> [String] {
        (URLComponents(string: target)?.queryItems ?? []).filter { $0.name == name }.compactMap(\.value)
    }

    /// The decoded values of a field in the form body, in order.
    package func form(_ name: String) -> [String] {
        let text = String(decoding: body, as: UTF8.self).replacing("+", with: "%20")
        return (URLComponents(string: "?\(text)")?.queryItems ?? []).filter { $0.name == name }.compactMap(\.value)
    }

    /// The value of a header; the name is case-insensitive.
    package func header(_ name: String) -> String? { headers.value(of: name) }
}
