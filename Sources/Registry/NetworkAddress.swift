internal import CLibresolv
internal import Foundation

/// An IPv4 or IPv6 address in text form; no host name.
struct NetworkAddress {
    private let bytes: [UInt8]

    /// Parses an address, with or without brackets; `nil` for a host name.
    init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, bare, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, bare, &six) == 1 {
            let whole = withUnsafeBytes(of: six) { Array($0) }
            // ::ffff:10.0.0.1 is the same as 10.0.0.1.
            let mapped = whole.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
            bytes = mapped ? Array(whole.suffix(4)) : whole
        } else {
            return nil
        }
    }

    /// Whether it is a loopback, private or link-local address (RFC 1918, 4193, 6598, 3927 and 4291).
    var isPrivate: Bool {
        switch (bytes.count, bytes[0], bytes[1]) {
        case (4, 0, _), (4, 10, _), (4, 127, _), (4, 169, 254), (4, 172, 16...31), (4, 192, 168), (4, 100, 64...127):
            true
        case (16, 0xFC...0xFD, _), (16, 0xFE, 0x80...0xBF): true
        case (16, _, _): bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] <= 1
        default: false
        }
    }
}
