import CLibcurl
import Foundation
import Support
import Synchronization
import Testing

@testable import Transfer

/// Limits of this machine are told from faults of servers, and from each other.
struct LocalLimitTests {
    @Test(arguments: [
        (EMFILE, TransferFailure.Resource.openFiles), (ENFILE, .systemFiles), (ENOMEM, .memory), (ENOBUFS, .memory),
    ])
    func aSocketThatCannotBeOpened(errorNumber: Int32, resource: TransferFailure.Resource) {
        let text = "Failed to connect to 127.0.0.1 port 80 after 0 ms: Couldn't connect to server"
        #expect(
            TransferFailure.lackedResource(CURLE_COULDNT_CONNECT, text: text, socketError: errorNumber, head: nil)
                == resource)
    }

    @Test(arguments: [0, ECONNREFUSED, EAFNOSUPPORT])
    func aServerThatRefuses(errorNumber: Int32) {
        #expect(
            TransferFailure.lackedResource(
                CURLE_COULDNT_CONNECT, text: "Connection refused", socketError: errorNumber, head: nil) == nil)
    }

    @Test func namesAndMemory() {
        func lacked(_ code: CURLcode, _ text: String, head: ResponseHead? = nil) -> TransferFailure.Resource? {
            TransferFailure.lackedResource(code, text: text, socketError: 0, head: head)
        }
        #expect(lacked(CURLE_COULDNT_RESOLVE_HOST, "getaddrinfo() thread failed to start") == .threads)
        #expect(lacked(CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: a.test") == nil)
        // libcurl says this of a line of the head that is too long.
        #expect(lacked(CURLE_OUT_OF_MEMORY, "Out of memory") == nil)
    }

    /// Transfers beyond the budget wait for their turn, and each of them is served.
    @Test(arguments: [1, 3]) func transfersWaitForTheirTurn(perLoop: Int) async throws {
        try await ScriptedRegistry.run { registry in
            let least = DescriptorBudget.least(loops: 1)
            let budget = try #require(DescriptorBudget(openFiles: least + (perLoop - 1) * 6, loops: 1))
            #expect(budget.transfersPerLoop == perLoop)
            let engine = try #require(TransferEngine(loops: 1, budget: budget))
            let request = registry.request("/v2/")
            let statuses = await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<40 {
                    group.addTask { await engine.perform(request, into: DiscardingSink()).result.head?.status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 40))
            #expect(registry.connectionCount <= perLoop)
        }
    }

    /// A sink that works until its transfer is cancelled, as an unpacker does with a bomb.
    private struct BusySink: BodySink {
        let isBusy: Mutexed
        private var stop: StopFlag?

        init(_ isBusy: Mutexed) { self.isBusy = isBusy }

        mutating func follow(_ stop: StopFlag) { self.stop = stop }
        mutating func begin(_ head: ResponseHead) -> SinkDecision { .proceed }

        mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision {
            isBusy.value.withLock { $0 = true }
            let limit = ContinuousClock.now + .seconds(30)
            while stop?.isRaised == false, ContinuousClock.now < limit { usleep(1000) }
            return .proceed
        }
    }

    private final class Mutexed: Sendable {
        let value = Mutex(false)
    }

    @Test func aBusySinkLearnsOfTheCancellation() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob([UInt8](repeating: 7, count: 1 << 20), to: "app")
            let isBusy = Mutexed()
            let engine = try engine(loops: 1)
            let request = registry.request("/v2/app/blobs/\(digest)")
            let task = Task { await engine.perform(request, into: BusySink(isBusy)).result }
            while !isBusy.value.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
            let result = await task.value
            #expect(result.failure?.kind == .cancelled, "\(result)")
            // Nothing after the chunk that it was working on.
            #expect(result.bodyBytes < 1 << 20)
        }
    }
}
