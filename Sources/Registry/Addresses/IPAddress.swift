internal import CLibresolv
internal import Glibc

/// An IPv4 or IPv6 address in its standard spelling, as Go's `net.ParseIP` reads it. An IPv4 address that is mapped into IPv6
/// equals the IPv4 address.
struct IPAddress: Hashable {
    /// 4 or 16 bytes.
    let bytes: [UInt8]

    /// `nil` for anything else, such as `127.1`, a zone or brackets.
    init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let whole = withUnsafeBytes(of: six) { Array($0) }
        let isMapped = whole.prefix(10).allSatisfy { $0 == 0 } && whole[10] == 0xFF && whole[11] == 0xFF
        bytes = isMapped ? Array(whole[12...]) : whole
    }

    var bits: Int { bytes.count * 8 }

    /// 127.0.0.0/8 and ::1.
    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// 169.254.0.0/16 and fe80::/10.
    var isLinkLocal: Bool {
        bytes.count == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    /// fc00::/7
    var isUniqueLocal: Bool { bytes.count == 16 && bytes[0] & 0xFE == 0xFC }

    /// Whether the other address has the same first `length` bits.
    func covers(_ other: IPAddress, length: Int) -> Bool {
        guard other.bytes.count == bytes.count else { return false }
        for index in bytes.indices {
            let rest = length - index * 8
            if rest <= 0 { return true }
            let mask = rest >= 8 ? 0xFF : UInt8(truncatingIfNeeded: 0xFF << (8 - rest))
            if bytes[index] & mask != other.bytes[index] & mask { return false }
        }
        return true
    }
}
