import Support
import Testing

@testable import Transfer

/// Limits on the rate. The bounds are loose, since the machine may be busy; `make bench` measures the accuracy.
struct RateTests {
    private static let bytes = [UInt8](repeating: 7, count: 4 << 20)

    private func time(_ count: Int, limit: Int64, each: Bool = false) async throws -> Duration {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Self.bytes, to: "app")
            let shared = RateLimiter(bytesPerSecond: limit)
            let engine = try engine()
            return try await timed {
                try await withThrowingTaskGroup { group in
                    for _ in 0..<count {
                        var request = registry.request("/v2/app/blobs/\(digest)")
                        request.limiters = [each ? RateLimiter(bytesPerSecond: limit) : shared]
                        let asked = request
                        group.addTask {
                            let (result, sink) = await engine.perform(asked, into: HashingSink())
                            #expect(result.ending == .complete)
                            #expect(sink.hash.count == Int64(Self.bytes.count))
                            #expect(result.timing.held > .zero)
                        }
                    }
                    try await group.waitForAll()
                }
            }.time
        }
    }

    @Test(arguments: [(1, 8 << 20, 500), (2, 8 << 20, 1000), (1, 2 << 20, 2000)] as [(Int, Int64, Int)])
    func aLimitIsShared(count: Int, limit: Int64, milliseconds: Int) async throws {
        let time = try await time(count, limit: limit)
        #expect(time >= .milliseconds(milliseconds) * 0.85)
        #expect(time < .milliseconds(milliseconds) * 4 + .seconds(2))
    }

    @Test func separateLimitsAreNotShared() async throws {
        let time = try await time(4, limit: 4 << 20, each: true)
        #expect(time >= .milliseconds(850))
        #expect(time < .seconds(3.9), "shared, it would take 4 s")
    }

    /// Waiting for a limit is no stall and no slow server; a server that stalls is still found.
    @Test func aLimitedServerIsNotBlamed() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob([UInt8](repeating: 1, count: 160 << 10), to: "app")
            var request = registry.request("/v2/app/blobs/\(digest)", stall: .milliseconds(400))
            request.limits.stallBytes = 100 << 10
            request.limiters = [RateLimiter(bytesPerSecond: 64 << 10)]
            let (result, time) = try await timed { try await engine().perform(request, into: HashingSink()).result }
            #expect(result.ending == .complete)
            #expect(time > .seconds(2))
            registry.on(.blob(digest), .breakOff(at: 32 << 10, .stall))
            let stalled = try await engine().perform(request, into: HashingSink()).result
            #expect(stalled.failure?.kind == .stalled)
        }
    }

    @Test func aHeldTransferEndsWhenItIsCancelled() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Self.bytes, to: "app")
            var request = registry.request("/v2/app/blobs/\(digest)")
            let counter = ByteCounter()
            request.counter = counter
            request.limiters = [RateLimiter(bytesPerSecond: 1000)]
            let engine = try engine(), asked = request
            let task = Task { await engine.perform(asked, into: HashingSink()).result }
            #expect(try await eventually { counter.value > 0 })
            let (result, time) = await timed {
                task.cancel()
                return await task.value
            }
            #expect(result.failure?.kind == .cancelled)
            #expect(time < .seconds(5))
        }
    }

    /// A sink that has enough ends a transfer that is held, too.
    @Test(arguments: [20 << 10, 200 << 10]) func aSinkMayStop(after count: Int) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Self.bytes, to: "app")
            var request = registry.request("/v2/app/blobs/\(digest)")
            request.limiters = [RateLimiter(bytesPerSecond: 256 << 10)]
            var sink = KeepingSink()
            sink.stopAfter = count
            let (result, kept) = try await engine().perform(request, into: sink)
            #expect(result.ending == .stopped)
            #expect(kept.bytes.count >= count && kept.bytes.count < count + (64 << 10))
        }
    }
}
