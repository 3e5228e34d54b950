internal import Foundation

/// A host that looks like an IPv4 address and is none: `2130706433`, `0x7f.1`, `127.1`, `0177.0.0.1`.
///
/// libcurl and the system's `inet_aton` read it as an address. Go does not (`netip.ParseAddr`), and nodes look it up as a name.
enum NumericName {
    /// Whether the last label is a number in any base and the host is neither an IPv4 address in its standard form nor an IPv6
    /// address.
    static func isOne(_ host: String) -> Bool {
        guard !host.contains(":"), IPAddress(host) == nil else { return false }
        let name = host.hasSuffix(".") ? host.dropLast() : host[...]
        guard let last = name.split(separator: ".", omittingEmptySubsequences: false).last, !last.isEmpty else {
            return false
        }
        return last.utf8.allSatisfy(isDigit) || isHexadecimal(last)
    }

    /// The same for the host of a URL.
    static func isHost(of url: URL) -> Bool { url.host.map(isOne) ?? false }

    /// `0x` alone is zero for `inet_aton`.
    private static func isHexadecimal(_ label: Substring) -> Bool {
        guard label.lowercased().hasPrefix("0x") else { return false }
        return label.dropFirst(2).utf8.allSatisfy {
            isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
