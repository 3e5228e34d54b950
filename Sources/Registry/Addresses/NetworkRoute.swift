internal import CLibresolv
internal import Glibc

/// Whether this machine has a route to an address, according to its routing tables. Sends nothing.
enum NetworkRoute {
    /// A public IPv6 address is not reached from a unique local or link-local address: such a machine has IPv6 only within
    /// its own network (RFC 6724, rule 5, avoids the pair too).
    static func exists(to text: String) -> Bool {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        // The port does not matter: connecting a datagram socket only selects the route and the source address.
        guard getaddrinfo(text, "443", &hints, &list) == 0, let list else { return false }
        defer { freeaddrinfo(list) }
        let target = list.pointee
        let descriptor = socket(target.ai_family, target.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        // Without a socket of this family there is no such network; a lack of descriptors says nothing about routes.
        guard descriptor >= 0 else { return errno != EAFNOSUPPORT }
        defer { close(descriptor) }
        guard connect(descriptor, target.ai_addr, target.ai_addrlen) == 0 else { return false }
        guard let to = IPAddress(text), let from = source(of: descriptor) else { return true }
        return !isOneSided(from: from, to: to)
    }

    static func isOneSided(from: IPAddress, to: IPAddress) -> Bool {
        func isPublic(_ address: IPAddress) -> Bool {
            !address.isUniqueLocal && !address.isLinkLocal && !address.isLoopback
        }
        return to.bytes.count == 16 && isPublic(to) && !isPublic(from)
    }

    private static func source(of descriptor: Int32) -> IPAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(descriptor, address, &length) == 0 else { return nil }
                var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
                guard getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else {
                    return nil
                }
                let text = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                return IPAddress(String(text.prefix { $0 != "%" }))
            }
        }
    }
}
