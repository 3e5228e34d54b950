import Support
import Synchronization
import Testing

@testable import Transfer

/// Where a request may connect to, decided by the address and not by the name.
@Suite struct ReachTests {
    private let content = Array("content".utf8)

    private func run(_ body: (ScriptedRegistry, String) async throws -> Void) async throws {
        let registry = try await ScriptedRegistry.start()
        let digest = try registry.addBlob(content, to: "app")
        try await body(registry, "/v2/app/blobs/\(digest)")
        await registry.stop()
    }

    private func request(
        _ host: String, _ registry: ScriptedRegistry, _ path: String,
        _ mayReach: @escaping @Sendable (String) -> Bool
    ) -> TransferRequest {
        var request = TransferRequest(url: "http://\(host):\(registry.port)\(path)")
        request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(20))
        request.mayReach = mayReach
        return request
    }

    @Test(
        "an address that is not allowed gets no connection, in any spelling",
        arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
    func barred(host: String) async throws {
        try await run { registry, path in
            let asked = Mutex<Set<String>>([])
            let request = request(host, registry, path) { address in
                asked.withLock { _ = $0.insert(address) }
                return false
            }
            let (result, sink) = try await engine().perform(request, into: KeepingSink())
            #expect(result.failure?.kind == .connect)
            #expect(result.head == nil && sink.bytes.isEmpty)
            #expect(result.connection.barred == "127.0.0.1" || host == "localhost")
            #expect(result.connection.barred != nil)
            #expect(asked.withLock { $0.contains("127.0.0.1") })
            #expect(registry.requests(.any).isEmpty)
        }
    }

    @Test("an allowed address is used, and a connection of another request is not") func reuse() async throws {
        try await run { registry, path in
            let engine = try engine(loops: 1)
            let (first, sink) = await engine.perform(
                request("127.0.0.1", registry, path) { $0 == "127.0.0.1" }, into: KeepingSink())
            #expect(first.ending == .complete)
            #expect(first.connection.barred == nil)
            #expect(sink.bytes == content)
            let (second, nothing) = await engine.perform(
                request("127.0.0.1", registry, path) { _ in false }, into: KeepingSink())
            #expect(second.failure != nil)
            #expect(second.connection.barred == "127.0.0.1")
            #expect(nothing.bytes.isEmpty)
            #expect(registry.requests(.any).count == 1)
        }
    }
}
