import Foundation
import Support
import Testing

@testable import Transfer

/// Process-wide effects are measured in a separate process, without other tests.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ProcessTests {
    @Test func anEngineEndsItsTransfersAndThreads() async throws {
        await #expect(processExitsWith: .success) {
            try await ScriptedRegistry.run { registry in
                registry.on(.any, .noReply(.stall))
                var made: TransferEngine? = try engine()
                weak let gone = made
                let request = registry.request("/v2/", stall: .seconds(60))
                let task = Task { [made] in await made?.perform(request, into: DiscardingSink()).result }
                #expect(try await eventually { registry.requests.count == 1 })
                // Two loops for large bodies, one for requests that may use HTTP/2.
                #expect(try await eventually { (try? transferThreads()) == 3 })
                made = nil
                task.cancel()
                #expect(await task.value?.failure?.kind == .cancelled)
                #expect(try await eventually { gone == nil })
                #expect(try await eventually { registry.openConnections == 0 })
                #expect(try await eventually { (try? transferThreads()) == 0 })
            }
        }
    }

    @Test func memoryIsConstant() async throws {
        await #expect(processExitsWith: .success) {
            let piece = String(repeating: "7", count: 1 << 20)
            let engine = try engine(loops: 1)
            var sizes: [Int] = []
            for megabytes in [8, 200] {
                let head = "HTTP/1.1 200 OK\r\nContent-Length: \(megabytes << 20)\r\n\r\n"
                let server = try RawServer(head, then: piece, times: megabytes)
                let (result, _) = await engine.perform(server.request, into: HashingSink())
                #expect(result.ending == .complete)
                #expect(result.bodyBytes == megabytes << 20)
                sizes.append(try residentBytes())
            }
            #expect(sizes[1] - sizes[0] < 16 << 20, "\(sizes)")
        }
    }
}

private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(Int(fields[1])) * sysconf(Int32(_SC_PAGESIZE))
}

private func transferThreads() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").filter { id in
        let name = try? String(contentsOfFile: "/proc/self/task/\(id)/comm", encoding: .utf8)
        return name?.hasPrefix("blobgate-loop") == true
    }.count
}
