/// The host and optional port of a registry in image references: `docker-registry.discovery.wmnet`, `localhost:5000`,
/// `[::1]:5000`. All names of Docker Hub are normalized to `docker.io`.
///
/// Hosts are case-insensitive (RFC 9110, 4.2.3) and stored in lower case, except for a name of one label: only its
/// upper case makes it a registry in a reference.
package struct RegistryName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The host name, IPv4 address or IPv6 address (without brackets).
    package let host: String
    /// The port, if given.
    package let port: UInt16?

    /// Docker Hub, under the name that references use.
    package static let dockerHub = RegistryName(host: "docker.io", port: nil)

    /// Parses `HOST[:PORT]`; `nil` if it does not fit the grammar of distribution/reference.
    package init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        // Only upper case makes a single label a registry: in lower case it would be a Docker Hub repository.
        let staysRegistry =
            lower == "localhost" || lower.utf8.contains { [UInt8(ascii: "."), UInt8(ascii: ":")].contains($0) }
        var host = staysRegistry ? lower : String(text)
        var port: UInt16?
        let colonAllowed = host.hasPrefix("[") ? host.lastIndex(of: "]").map { host.index(after: $0) } : host.startIndex
        guard let searchFrom = colonAllowed else { return nil }
        if let colon = host[searchFrom...].firstIndex(of: ":") {
            let digits = host[host.index(after: colon)...]
            guard !digits.isEmpty, digits.utf8.allSatisfy(\.isASCIIDigit), let number = UInt16(digits), number > 0
            else { return nil }
            port = number
            host = String(host[..<colon])
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":"), host.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") }) else {
                return nil
            }
        } else {
            guard !host.isEmpty, host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(Self.isLabel)
            else { return nil }
        }
        self = host == "index.docker.io" && port == nil ? .dockerHub : RegistryName(host: host, port: port)
    }

    private init(host: String, port: UInt16?) {
        self.host = host
        self.port = port
    }

    /// `HOST[:PORT]`, an IPv6 address in brackets.
    package var description: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(shown):\($0)" } ?? shown
    }

    /// The host and port of the registry's API, which for Docker Hub differ from the name in references.
    package var apiAuthority: String { self == .dockerHub ? "registry-1.docker.io" : description }

    package static func < (left: RegistryName, right: RegistryName) -> Bool { left.description < right.description }

    private static func isLabel(_ label: Substring) -> Bool {
        guard let first = label.utf8.first, let last = label.utf8.last else { return false }
        let alphanumeric = { (byte: UInt8) in byte.isASCIILetter || byte.isASCIIDigit }
        return alphanumeric(first) && alphanumeric(last)
            && label.utf8.allSatisfy { alphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }
}
