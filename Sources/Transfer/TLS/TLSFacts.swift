package import Foundation

/// TLS details of a connection, from the handshake.
package struct TLSFacts: Hashable, Sendable {
    /// The protocol, for example `TLSv1.3`; `nil` if no response arrived.
    package var version: String?
    /// The server's own certificate.
    package var certificate: Certificate?

    package init(version: String? = nil, certificate: Certificate? = nil) {
        self.version = version
        self.certificate = certificate
    }

    /// A certificate (RFC 5280). Its texts are as sent by the server: escape them before display.
    package struct Certificate: Hashable, Sendable {
        package var subject: String
        package var issuer: String
        /// The subject alternative names, for example `DNS:registry.test`.
        package var names: [String]
        package var notBefore: Date?
        package var notAfter: Date?
        /// The SHA-256 of its DER form; `nil` if libcurl did not provide it.
        package var fingerprint: [UInt8]?

        /// Creates a certificate, for example to test a report.
        package init(
            subject: String, issuer: String, names: [String] = [], notBefore: Date? = nil, notAfter: Date? = nil,
            fingerprint: [UInt8]? = nil
        ) {
            self.subject = subject
            self.issuer = issuer
            self.names = names
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.fingerprint = fingerprint
        }

        /// Parses libcurl's `NAME:VALUE` lines for one certificate.
        init(lines: [String]) {
            var values: [String: String] = [:]
            for line in lines {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let name = String(line[..<colon])
                if values[name] == nil { values[name] = String(line[line.index(after: colon)...]) }
            }
            subject = values["Subject"] ?? ""
            issuer = values["Issuer"] ?? ""
            names = (values["X509v3 Subject Alternative Name"] ?? "").split(separator: ",").map { name in
                name.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            notBefore = values["Start date"].flatMap(Self.date)
            notAfter = values["Expire date"].flatMap(Self.date)
            fingerprint = values["Cert"].flatMap(Self.fingerprint)
        }

        /// `Nov 22 14:05:00 2031 GMT`
        private static func date(_ text: String) -> Date? {
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(identifier: "GMT")
            format.dateFormat = "MMM d HH:mm:ss yyyy 'GMT'"
            return format.date(from: text.split(separator: " ").joined(separator: " "))
        }

        private static func fingerprint(_ pem: String) -> [UInt8]? {
            let body = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
            guard let der = Data(base64Encoded: body), !der.isEmpty else { return nil }
            return StreamingHash.hash([UInt8](der), with: .sha256)
        }
    }
}
