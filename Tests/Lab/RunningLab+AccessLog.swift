import Foundation
import Support

extension RunningLab {
    /// The current end of all access logs. Requests answered earlier count as before it.
    package func mark() async throws -> AccessMark {
        var offsets: [LabBackend: UInt64] = [:]
        for backend in LabBackend.allCases {
            try await settle(backend)
            offsets[backend] = UInt64(try log(backend, from: 0).count)
        }
        return AccessMark(offsets: offsets)
    }

    /// The requests that a backend answered since a mark, in the order of completion; all requests without a mark.
    package func requests(on backend: LabBackend, since mark: AccessMark? = nil) async throws -> [AccessRecord] {
        try await settle(backend)
        let decoder = JSONDecoder()
        return try log(backend, from: mark?.offsets[backend] ?? 0).split(separator: UInt8(ascii: "\n"))
            .map { try decoder.decode(AccessRecord.self, from: $0) }
            .filter { !$0.uri.hasPrefix(Self.probe) }
    }

    /// The requests that all backends answered since a mark.
    package func requests(since mark: AccessMark) async throws -> [AccessRecord] {
        var all: [AccessRecord] = []
        for backend in LabBackend.allCases { all += try await requests(on: backend, since: mark) }
        return all
    }

    private static let probe = "/lab"

    /// nginx logs a request after sending its last byte. With a single worker, earlier requests are logged once a later one is.
    private func settle(_ backend: LabBackend) async throws {
        guard isRunning(backend) else { return }
        let uri = "\(Self.probe)/\(UUID().uuidString)"
        let common = ["-q", "-sS", "--noproxy", "*", "--max-time", "10", "-o", "/dev/null"]
        try await curl.run(common + pinned(to: backend) + ["https://\(registryName)\(uri)"])
        for _ in 0..<200 {
            if try log(backend, from: 0).range(of: Data(uri.utf8), options: .backwards) != nil { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw LabError("\(backend) does not write its access log")
    }

    private func log(_ backend: LabBackend, from offset: UInt64) throws -> Data {
        let file = layout.accessLog(backend)
        guard FileManager.default.fileExists(atPath: file.path) else { return Data() }
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        try handle.seek(toOffset: offset)
        return try handle.readToEnd() ?? Data()
    }
}
