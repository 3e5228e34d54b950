import Foundation
import Glibc
import OCI
import Record
import Testing
import Transfer

@testable import Registry

/// RFC 1035 and RFC 2782, byte by byte.
@Suite(.timeLimit(.minutes(10))) struct ServiceTests {
    /// A response for `_r._tcp.x.test`, whose name is at offset 12; records refer to it with a pointer.
    static func reply(flags: UInt16 = 0x8180, answers: Int? = nil, _ records: [[UInt8]]) -> [UInt8] {
        let question: [UInt8] = name("_r._tcp.x.test") + [0, 33, 0, 1]
        let count = UInt16(answers ?? records.count)
        return [0x12, 0x34] + big(flags) + [0, 1] + big(count) + [0, 0, 0, 0] + question + records.flatMap { $0 }
    }

    static func record(
        _ priority: UInt16, _ weight: UInt16, _ port: UInt16, _ target: [UInt8], type: UInt16 = 33, length: Int? = nil
    ) -> [UInt8] {
        let data = big(priority) + big(weight) + big(port) + target
        return [0xC0, 12] + big(type) + [0, 1, 0, 0, 0, 60] + big(UInt16(length ?? data.count)) + data
    }

    static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    private static func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    @Test func preferredFirst() throws {
        let bytes = Self.reply([
            Self.record(20, 0, 443, Self.name("c.test")), Self.record(10, 5, 5000, Self.name("b.test")),
            Self.record(10, 50, 443, Self.name("a.test")),
            // `d`, then a pointer to `x.test` in the question, at 12 + 3 + 5.
            Self.record(30, 0, 443, [1, UInt8(ascii: "d"), 0xC0, 20]),
            Self.record(10, 50, 443, Self.name("a.test")), Self.record(1, 1, 1, Self.name("no"), type: 99),
        ])
        let records = try ServiceReply(bytes).records
        #expect(records.map(\.target) == ["a.test", "b.test", "c.test", "d.x.test"])
        #expect(records.map(\.port) == [443, 5000, 443, 443])
    }

    static let faults: [(String, [UInt8], ServiceReply.Fault)] = [
        ("nothing", [], .malformed("it ends too early")),
        ("a query", reply(flags: 0x0100, []), .malformed("it is a query")),
        ("truncated", reply(flags: 0x8380, []), .malformed("it is truncated")),
        ("no such name", reply(flags: 0x8183, []), .refused(3)),
        ("server failure", reply(flags: 0x8182, []), .refused(2)),
        ("no record", reply([]), .empty),
        ("other records only", reply([record(1, 1, 1, name("a"), type: 5)]), .empty),
        ("not offered", reply([record(0, 0, 0, [0])]), .notOffered),
        (
            "fewer records than said", reply(answers: 2, [record(1, 1, 1, name("a"))]),
            .malformed("a name extends past the end")
        ),
        (
            "a record longer than the reply", reply([record(1, 1, 1, name("a"), length: 500)]),
            .malformed("a record extends past the end")
        ),
        (
            "a record shorter than its name", reply([record(1, 1, 1, name("a"), length: 8)]),
            .malformed("a record's length is wrong")
        ),
        ("a pointer to itself", reply([record(1, 1, 1, [0xC0, 52])]), .malformed("a name points forward")),
        ("a pointer forward", reply([record(1, 1, 1, [0xC0, 200])]), .malformed("a name points forward")),
        (
            "an old kind of label", reply([record(1, 1, 1, [0x41, 0])]),
            .malformed("a name has a label of an unknown type")
        ),
        (
            "a control character", reply([record(1, 1, 1, [2, 0x1B, 0x5B, 0])]),
            .malformed("a name has a byte that is not allowed in host names")
        ),
        (
            "a dot within a label", reply([record(1, 1, 1, [3, 97, 46, 98, 0])]),
            .malformed("a name has a byte that is not allowed in host names")
        ),
        (
            "a name of 256 bytes",
            reply([record(1, 1, 1, (0..<4).flatMap { _ in [63] + [UInt8](repeating: 97, count: 63) } + [0])]),
            .malformed("a name is longer than 255 bytes")
        ),
    ]

    @Test(arguments: faults) func unusableReplies(what: String, bytes: [UInt8], fault: ServiceReply.Fault) {
        #expect(throws: fault, "\(what)") { try ServiceReply(bytes) }
    }

    /// With a fixed seed: any response yields records or a fault, never a crash or an endless loop.
    @Test func damagedReplies() {
        var state: UInt64 = 2782
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let good = Self.reply([Self.record(1, 2, 3, Self.name("a.test")), Self.record(1, 2, 3, [1, 98, 0xC0, 20])])
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = good
            for _ in 0...random(3) { bytes[random(bytes.count)] = UInt8(random(256)) }
            if random(4) == 0 { bytes.removeLast(random(bytes.count)) }
            if (try? ServiceReply(bytes)) != nil { readable += 1 }
        }
        #expect(readable > 0 && readable < 20_000)
    }

    @Test func backendsOfAService() async throws {
        let server = try NameServer(
            Self.reply([
                Self.record(10, 0, 5000, Self.name("localhost")), Self.record(20, 0, 5001, Self.name("127.0.0.1")),
            ]))
        let registry = try #require(RegistryName("registry.test"))
        let backends = try await BackendDiscovery.service(
            "_r._tcp.x.test", of: registry, scheme: .https, certificateAuthorities: "ca.pem", localServer: server.port)
        #expect(backends.count >= 2)
        #expect(backends.first?.address.port == 5000)
        #expect(backends.last?.name == "127.0.0.1:5001")
        #expect(backends.last?.address.description == "127.0.0.1:5001")
        #expect(backends.allSatisfy { $0.route == nil && $0.certificateAuthorities == "ca.pem" })
        #expect(backends.last?.source == .service(name: "_r._tcp.x.test"))
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [
        (UInt16(0x8183), "no such name"), (0x8180, "the name has no SRV records"),
        (0x8185, "no name server answered"),
    ])
    func aMissingService(flags: UInt16, words: String) async throws {
        let server = try NameServer(Self.reply(flags: flags, []))
        let registry = try #require(RegistryName("registry.test"))
        let error = try await #require(throws: DiscoveryError.self) {
            try await BackendDiscovery.service(
                "_r._tcp.x.test", of: registry, scheme: .https, certificateAuthorities: nil, localServer: server.port)
        }
        #expect(error.description == "no backends found for registry.test: SRV _r._tcp.x.test: \(words)")
        withExtendedLifetime(server) {}
    }
}

/// A DNS server on a loopback port that answers every query with the same response, with the query's ID.
private final class NameServer: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init(_ reply: [UInt8]) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw CocoaError(.fileWriteUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        self.descriptor = descriptor
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 512)
            while true {
                var from = sockaddr_storage()
                var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
                let ended = withUnsafeMutablePointer(to: &from) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
                        guard recvfrom(descriptor, &buffer, buffer.count, 0, peer, &size) > 1 else { return true }
                        let answer = Array(buffer[0..<2]) + reply.dropFirst(2)
                        return sendto(descriptor, answer, answer.count, 0, peer, size) < 0
                    }
                }
                if ended { break }
            }
            close(descriptor)
        }
    }

    /// Stops the thread with a byte that is not a query. The thread closes the socket itself, because another server
    /// may reuse a closed descriptor at once.
    deinit {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
                _ = sendto(descriptor, [0], 1, 0, peer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
