internal import CLibresolv
internal import Foundation

/// An IPv4 or IPv6 address; no host name.
struct NetworkAddress {
    private let bytes: [UInt8]

    /// Reads an address in any spelling that the system takes without a name server, with or without brackets; `nil` for
    /// a host name. `2130706433`, `0x7f.1` and `127.0.0.1` are the same.
    init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(bare, nil, &hints, &list) == 0, let list else { return nil }
        defer { freeaddrinfo(list) }
        guard let address = list.pointee.ai_addr else { return nil }
        switch list.pointee.ai_family {
        case AF_INET:
            bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                withUnsafeBytes(of: four.pointee.sin_addr) { Array($0) }
            }
        case AF_INET6:
            bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
                withUnsafeBytes(of: six.pointee.sin6_addr) { Array($0) }
            }
        default: return nil
        }
    }

    /// Whether it is a loopback, private or link-local address (RFC 1918, 4193, 6598, 3927 and 4291), also inside an IPv6
    /// address that leads to an IPv4 address.
    var isPrivate: Bool {
        if let four = embedded { return Self.isPrivate(four) }
        guard bytes.count == 16 else { return Self.isPrivate(bytes[...]) }
        switch (bytes[0], bytes[1]) {
        // Unique local, link-local, and site-local, which is deprecated.
        case (0xFC...0xFD, _), (0xFE, 0x80...0xFF): return true
        // Local-use NAT64 (RFC 8215).
        case (0x00, 0x64) where bytes[2...5].elementsEqual([0xFF, 0x9B, 0, 1]): return true
        default: return bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] <= 1
        }
    }

    /// Whether it means another machine on every machine: a loopback, link-local or unspecified address (RFC 1122, 3927, 4291),
    /// also inside an IPv6 address.
    var isMachineLocal: Bool {
        if let four = embedded { return Self.isMachineLocal(four) }
        guard bytes.count == 16 else { return Self.isMachineLocal(bytes[...]) }
        if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return true }
        return bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] <= 1
    }

    private static func isMachineLocal(_ four: ArraySlice<UInt8>) -> Bool {
        let (first, second) = (four[four.startIndex], four[four.startIndex + 1])
        return first == 0 || first == 127 || (first == 169 && second == 254)
    }

    private static func isPrivate(_ four: ArraySlice<UInt8>) -> Bool {
        let (first, second) = (four[four.startIndex], four[four.startIndex + 1])
        return switch (first, second) {
        case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127): true
        default: false
        }
    }

    /// The IPv4 address that an IPv6 address stands for: mapped and compatible (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
    private var embedded: ArraySlice<UInt8>? {
        guard bytes.count == 16 else { return nil }
        let zeros = bytes.prefix(10).allSatisfy { $0 == 0 }
        if zeros, bytes[10] == 0xFF, bytes[11] == 0xFF { return bytes[12...] }
        if zeros, bytes[10] == 0, bytes[11] == 0, bytes[12] != 0 { return bytes[12...] }
        if bytes.prefix(12).elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return bytes[12...] }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return bytes[2...5] }
        return nil
    }
}
