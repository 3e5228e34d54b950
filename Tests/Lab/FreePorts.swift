import Glibc

/// Finds ports that nothing listens on.
///
/// The ports are below the kernel's ephemeral range, so a free port stays free until the lab's program takes it. Two labs that
/// choose the same port at the same time start again.
package enum FreePorts {
    private static let range: ClosedRange<UInt16> = 20_000...32_000

    /// Different free ports on 127.0.0.1.
    ///
    /// - Throws: `LabError` if there are not so many.
    package static func choose(_ count: Int) throws -> [UInt16] {
        var ports: [UInt16] = []
        while ports.count < count {
            let port = try choose(on: ["127.0.0.1"])
            if !ports.contains(port) { ports.append(port) }
        }
        return ports
    }

    static func choose() throws(LabError) -> LabOptions.Ports {
        let fronts = LabBackend.allCases.map(\.address)
        let backends = try choose(on: fronts)
        return LabOptions.Ports(backends: backends, registry: try choose(on: ["127.0.0.1"], except: backends))
    }

    private static func choose(on addresses: [String], except: UInt16? = nil) throws(LabError) -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: range)
            if port != except, addresses.allSatisfy({ isFree(port, on: $0) }) { return port }
        }
        throw LabError("no free port between \(range.lowerBound) and \(range.upperBound) on \(addresses)")
    }

    private static func isFree(_ port: UInt16, on address: String) -> Bool {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var reuse: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        return withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
