import Foundation
import OCI
import Support
import Testing

@testable import Transfer

@Suite(.serialized, .timeLimit(.minutes(10))) struct EngineTests {
    private let blob = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    /// The result of a request for a blob when the server fails in this way.
    private func result(
        _ faults: Fault..., sink: KeepingSink = KeepingSink(), stall: Duration = .seconds(20)
    ) async throws -> (result: TransferResult, sink: KeepingSink, time: Duration) {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            registry.add(FaultRule(.blobs, faults))
            let engine = try engine()
            let (ended, time) = await timed {
                await engine.perform(registry.request("/v2/app/blobs/\(digest)", stall: stall), into: sink)
            }
            return (ended.result, ended.sink, time)
        }
    }

    /// An option that libcurl rejects is not ignored: otherwise a different request would be sent.
    @Test func aRejectedOptionFailsTheTransfer() async throws {
        let request = TransferRequest(url: "http://127.0.0.1:1/" + String(repeating: "a", count: 8_000_000))
        let (long, _) = try await engine().perform(request, into: KeepingSink())
        let reason = "A libcurl function was given a bad argument"
        #expect(
            long.failure
                == TransferFailure(
                    kind: .other, curlCode: 43, message: "libcurl rejected the option CURLOPT_URL: \(reason)"))
    }

    @Test func aCompleteBody() async throws {
        let (result, sink, _) = try await result()
        #expect(result.ending == .complete)
        #expect(result.head?.status == 200)
        #expect(result.head?.contentLength == 100_000)
        #expect(result.bodyBytes == 100_000)
        #expect(sink.bytes == blob)
        #expect(sink.heads.count == 1)
        #expect(result.connection.remote?.host == "127.0.0.1")
        #expect(result.timing.total >= result.timing.firstByte)
    }

    @Test func bodiesWithoutALength() async throws {
        for framing in [Fault.chunked, .untilClose] {
            let (result, sink, _) = try await result(framing)
            #expect(result.ending == .complete)
            #expect(result.head?.contentLength == nil)
            #expect(sink.bytes == blob)
        }
    }

    @Test(arguments: [
        ([Fault.breakOff(at: 300, .close)], TransferFailure.Kind.truncated), ([.declaredLength(adding: 1)], .truncated),
        ([.chunked, .breakOff(at: 300, .close)], .truncated), ([.breakOff(at: 300, .reset)], .reset),
        ([.noReply(.close)], .emptyReply), ([.noReply(.reset)], .reset), ([.noReply(.stall)], .stalled),
        ([.breakOff(at: 50_000, .stall)], .stalled), ([.breakOff(at: 0, .stall)], .stalled),
        ([.delay(.seconds(20))], .stalled), ([.drip(from: 2000, bytes: 1, every: .milliseconds(20))], .tooSlow),
    ])
    func brokenReplies(faults: [Fault], kind: TransferFailure.Kind) async throws {
        let (value, time) = try await timed {
            try await ScriptedRegistry.run { registry in
                let digest = try registry.addBlob(blob, to: "app")
                registry.add(FaultRule(.blobs, faults))
                return try await engine().perform(
                    registry.request("/v2/app/blobs/\(digest)", stall: .seconds(1)), into: KeepingSink())
            }
        }
        #expect(value.result.failure?.kind == kind, "\(String(describing: value.result.failure))")
        #expect(value.result.failure?.message.isEmpty == false)
        #expect(Int64(value.sink.bytes.count) == value.result.bodyBytes)
        #expect(value.sink.bytes == Array(blob.prefix(value.sink.bytes.count)))
        #expect(time < .seconds(15))
    }

    @Test func aStallEndsAtTheLimit() async throws {
        let (stalled, _, time) = try await result(.noReply(.stall), stall: .milliseconds(300))
        #expect(stalled.failure?.message == "nothing arrived for 300 ms")
        #expect(stalled.head == nil)
        #expect(time >= .milliseconds(300))
        #expect(time < .seconds(10))
    }

    @Test func connectionRefused() async throws {
        let refused = try await engine().perform(TransferRequest(url: "http://127.0.0.1:1/"), into: DiscardingSink())
            .result
        #expect(refused.failure?.kind == .connect)
        #expect(refused.connection.remote == nil || refused.head == nil)
        let unknown = try await engine().perform(
            TransferRequest(url: "http://no-such-host.invalid/"), into: DiscardingSink()
        ).result
        #expect(unknown.failure?.kind == .resolve)
    }

    @Test func notHTTP() async throws {
        let server = try RawServer("SSH-2.0-OpenSSH_9.2\r\n")
        let result = try await engine().perform(server.request, into: DiscardingSink()).result
        #expect(result.failure?.kind == .protocolViolation)
        let scheme = try await engine().perform(TransferRequest(url: "ftp://127.0.0.1/"), into: DiscardingSink()).result
        #expect(scheme.failure?.kind == .protocolViolation)
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 2"])
    func aTruncatedHeadIsNoReply(text: String) async throws {
        let server = try RawServer(text)
        let (result, sink) = try await engine().perform(server.request, into: KeepingSink())
        #expect(result.failure?.kind == .emptyReply, "\(result.ending)")
        #expect(result.head == nil)
        #expect(sink.heads.isEmpty)
    }

    @Test(arguments: [
        ("X: \(String(repeating: "y", count: 1000))\r\n", "the response head is larger than 262144 bytes"),
        ("\r\nHTTP/1.1 103 Early Hints\r\n", "the response head has more than 2000 lines"),
        ("X: y\r\n", "the response head has more than 2000 lines"),
        (String(repeating: "z", count: 1000), "a line of the response head is too long"),
    ])
    func anEndlessHeadIsCutOff(line: String, words: String) async throws {
        let server = try RawServer("HTTP/1.1 103 Early Hints\r\n", then: line, times: 100_000)
        let result = try await engine().perform(server.request, into: DiscardingSink()).result
        #expect(result.failure?.kind == .headTooLarge, "\(result)")
        #expect(result.failure?.message == words)
    }

    @Test func theSinkCanStop() async throws {
        let (some, sink, _) = try await result(sink: KeepingSink(stopAfter: 10))
        #expect(some.ending == .stopped)
        #expect(some.failure == nil)
        #expect(sink.bytes.count >= 10)
        let (none, empty, _) = try await result(sink: KeepingSink(stopAtHead: true))
        #expect(none.ending == .stopped)
        #expect(none.head?.status == 200)
        #expect(empty.bytes.isEmpty)
    }

    @Test func headRequestsHaveNoBody() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            var request = registry.request("/v2/app/blobs/\(digest)")
            request.method = .head
            let (result, sink) = try await engine().perform(request, into: KeepingSink())
            #expect(result.ending == .complete)
            #expect(result.head?.contentLength == 100_000)
            #expect(sink.bytes.isEmpty)
            #expect(registry.requests.map(\.method) == ["HEAD"])
        }
    }

    @Test func cancellation() async throws {
        try await ScriptedRegistry.run { registry in
            registry.on(.any, .noReply(.stall))
            let engine = try engine()
            let request = registry.request("/v2/", stall: .seconds(60))
            let task = Task { await engine.perform(request, into: DiscardingSink()).result }
            #expect(try await eventually { registry.requests.count == 1 })
            let (result, time) = await timed {
                task.cancel()
                return await task.value
            }
            #expect(result.failure?.kind == .cancelled)
            #expect(time < .seconds(10))
            #expect(try await eventually { registry.openConnections == 0 })
        }
    }

    @Test func cancelledBeforeItStarts() async throws {
        try await ScriptedRegistry.run { registry in
            let engine = try engine()
            let request = registry.request("/v2/")
            let task = Task {
                try? await Task.sleep(for: .seconds(60))
                return await engine.perform(request, into: DiscardingSink()).result
            }
            task.cancel()
            #expect(await task.value.failure?.kind == .cancelled)
            #expect(registry.requests.isEmpty)
        }
    }

    @Test func cancellationAffectsOneTransfer() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            registry.on(.blob(digest), .only(1), .breakOff(at: 10, .stall))
            let engine = try engine(loops: 1)
            let request = registry.request("/v2/app/blobs/\(digest)", stall: .seconds(60))
            let first = Task { await engine.perform(request, into: KeepingSink()) }
            #expect(try await eventually { registry.requests.count == 1 })
            async let second = engine.perform(request, into: KeepingSink())
            first.cancel()
            #expect(await first.value.result.failure?.kind == .cancelled)
            #expect(await second.sink.bytes == blob)
        }
    }

    @Test func manyConcurrentTransfers() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            registry.on(.blobs, .delay(.milliseconds(200)))
            let engine = try engine()
            let request = registry.request("/v2/app/blobs/\(digest)", stall: .seconds(20))
            let good = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<64 {
                    group.addTask { await engine.perform(request, into: KeepingSink()).sink.bytes == blob }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(good == 64)
            #expect(registry.mostAtOnce > 32)
        }
    }

    @Test func connectionsAreReusedAndNotLeaked() async throws {
        try await ScriptedRegistry.run { registry in
            do {
                let engine = try engine()
                for number in 0..<200 {
                    let (result, _) = await engine.perform(registry.request("/v2/"), into: KeepingSink())
                    #expect(result.ending == .complete)
                    #expect(result.connection.reused == (number > 1) || number == 1)
                }
                #expect(registry.connectionCount <= 2)
            }
            #expect(try await eventually { registry.openConnections == 0 })
        }
    }

    @Test func freshConnections() async throws {
        try await ScriptedRegistry.run { registry in
            let engine = try engine(loops: 1)
            var request = registry.request("/v2/")
            #expect(await engine.perform(request, into: DiscardingSink()).result.connection.reused == false)
            #expect(await engine.perform(request, into: DiscardingSink()).result.connection.reused)
            #expect(registry.connectionCount == 1)
            request.freshConnection = true
            for _ in 0..<5 {
                #expect(await engine.perform(request, into: DiscardingSink()).result.connection.reused == false)
            }
            #expect(registry.connectionCount == 6)
            #expect(try await eventually { registry.openConnections == 1 })
        }
    }

    @Test func aPinnedRequest() async throws {
        try await ScriptedRegistry.run { registry in
            var request = TransferRequest(url: "http://registry.test/v2/")
            request.pin = .init(host: registry.host, port: registry.port)
            request.headers = [("Accept", "a/b"), ("X-Two", "2")]
            let result = try await engine().perform(request, into: DiscardingSink()).result
            #expect(result.head?.status == 200)
            #expect(result.connection.remote == .init(host: "127.0.0.1", port: registry.port))
            let seen = try #require(registry.requests.first)
            #expect(seen.header("Host") == "registry.test")
            #expect(seen.header("Accept") == "a/b")
            #expect(seen.header("X-Two") == "2")
            #expect(seen.header("Accept-Encoding") == nil)
            #expect(seen.target == "/v2/")
        }
    }

    @Test func pathsAreSentUnchanged() async throws {
        try await ScriptedRegistry.run { registry in
            _ = try await engine().perform(registry.request("/v2/a/../b/./c"), into: DiscardingSink())
            #expect(registry.requests.first?.target == "/v2/a/../b/./c")
        }
    }

    @Test func differentPinsUseDifferentConnections() async throws {
        try await ScriptedRegistry.run { one in
            try await ScriptedRegistry.run { two in
                let engine = try engine(loops: 1)
                for registry in [one, two, one, two] {
                    var request = TransferRequest(url: "http://registry.test/v2/")
                    request.pin = .init(host: registry.host, port: registry.port)
                    let result = await engine.perform(request, into: DiscardingSink()).result
                    #expect(result.connection.remote?.port == registry.port)
                }
                #expect(one.requests.count == 2)
                #expect(two.requests.count == 2)
            }
        }
    }

    @Test func endpointsAsText() {
        #expect(TransferRequest.Endpoint(host: "::1", port: 5000).description == "[::1]:5000")
        #expect(TransferRequest.Endpoint(host: "a.test", port: 443).description == "a.test:443")
    }

    @Test func bytesAreCounted() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            let counter = ByteCounter()
            var request = registry.request("/v2/app/blobs/\(digest)")
            request.counter = counter
            _ = try await engine().perform(request, into: DiscardingSink())
            #expect(counter.value == 100_000)
        }
    }
}
