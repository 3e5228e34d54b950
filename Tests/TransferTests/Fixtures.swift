import Foundation
import Support
import Testing

@testable import Transfer

/// Collects what arrives, and stops on request.
struct KeepingSink: BodySink {
    var bytes: [UInt8] = []
    var heads: [ResponseHead] = []
    var stopAtHead = false
    var stopAfter = Int.max

    mutating func begin(_ head: ResponseHead) -> SinkDecision {
        heads.append(head)
        return stopAtHead ? .stop : .proceed
    }

    mutating func receive(_ piece: UnsafeRawBufferPointer) -> SinkDecision {
        bytes.append(contentsOf: piece)
        return bytes.count >= stopAfter ? .stop : .proceed
    }
}

/// Counts and hashes the body without storing it.
struct HashingSink: BodySink {
    var hash = StreamingHash(.sha256)

    mutating func begin(_ head: ResponseHead) -> SinkDecision { .proceed }

    mutating func receive(_ piece: UnsafeRawBufferPointer) -> SinkDecision {
        hash.update(piece)
        return .proceed
    }
}

func engine(loops: Int = 2) throws -> TransferEngine { try #require(TransferEngine(loops: loops)) }

extension ScriptedRegistry {
    /// A request for a blob. A loaded machine may pause too, so a test that waits for a stall sets its own limit.
    func request(_ path: String, stall: Duration = .seconds(20)) -> TransferRequest {
        var request = TransferRequest(url: url + path)
        request.limits = TransferLimits(connect: .seconds(5), stall: stall, stallBytes: 1024)
        return request
    }
}

/// Runs an operation and measures its duration.
func timed<Value>(_ body: () async throws -> Value) async rethrows -> (value: Value, time: Duration) {
    let start = ContinuousClock.now
    let value = try await body()
    return (value, ContinuousClock.now - start)
}

/// Waits up to 20 seconds until a condition holds; returns false if it does not.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}

/// A server for one connection that sends exactly the given bytes, valid HTTP or not.
final class RawServer: Sendable {
    let port: UInt16
    private let descriptor: Int32

    /// Sends the text after a request arrives, then `more` as many times as given, then closes.
    init(_ text: String, then more: String = "", times: Int = 0) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 4) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        try #require(bound)
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { return }
            var request = [UInt8](repeating: 0, count: 8192)
            _ = recv(connection, &request, request.count, 0)
            let first = Array(text.utf8)
            let bytes = Array(more.utf8)
            _ = send(connection, first, first.count, Int32(MSG_NOSIGNAL))
            for _ in 0..<times where send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) < 0 { break }
            close(connection)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    var request: TransferRequest { TransferRequest(url: "http://127.0.0.1:\(port)/") }
}
