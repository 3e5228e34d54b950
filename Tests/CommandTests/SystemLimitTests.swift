import Foundation
import Support
import Testing

@testable import blobgate

/// What the system refuses is reported as such, never as a fault of a backend.
@Suite(.timeLimit(.minutes(10))) struct SystemLimitTests {
    private static func check(
        _ limit: String, backends: Int, _ flags: String = ""
    ) async throws -> ShellResult {
        var result: ShellResult?
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3], [4, 5]])
            let home = try GateHome()
            let list = (0..<backends).map { "--backend b\($0)=\(registry.url)" }.joined(separator: " ")
            result = try await home.shell(
                "\(limit); exec blobgate check --deadline 60s --progress none \(flags) \(list) registry.test/app:1")
        }
        return try #require(result)
    }

    @Test(arguments: [48, 64]) func fewFilesMakeTheRunSlowerOnly(files: Int) async throws {
        let result = try await Self.check("ulimit -n \(files)", backends: 60)
        #expect(result.status == 0, "\(result)")
        #expect(!"\(result)".contains("Failed to connect"), "\(result)")
        #expect("\(result)".contains("this process may open only \(files) files and connections"), "\(result)")
    }

    @Test(arguments: [4, 9, 16, 32]) func tooFewFilesEndTheRun(files: Int) async throws {
        let result = try await Self.check("ulimit -n \(files)", backends: 1)
        #expect(result.status == 75, "\(result)")
        #expect(
            result.error.contains("blobgate: this process may open only \(files) files and connections, but needs at"),
            "\(result)")
    }

    @Test func aSoftLimitIsRaised() async throws {
        let result = try await Self.check("ulimit -S -n 16", backends: 60)
        #expect(result.status == 0, "\(result)")
        #expect(!"\(result)".contains("may open only"), "\(result)")
    }

    /// No address space has room for a stack of this size, so no thread can be created, as under a limit of processes.
    @Test(arguments: ["200000000000", "1000000000000"]) func noThreads(stack: String) async throws {
        let result = try await Self.check("ulimit -s \(stack)", backends: 1)
        #expect(result.status == 75, "\(result)")
        #expect(result.error.hasPrefix("blobgate: this system allows only 0 of the "), "\(result)")
    }

    /// The limit is lowered while the run waits for its first reply: its later connections cannot be opened.
    @Test(arguments: [3, 8]) func filesRunOutDuringTheRun(files: Int) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3], [4, 5], [6]])
            registry.on(RequestPattern(method: "GET", path: .exactly("/v2/app/manifests/1")), .delay(.seconds(2)))
            registry.on(.blobs, .delay(.seconds(1)))
            let home = try GateHome()
            let flags = ["--backend", "a=\(registry.url)", "--retries", "0", "--progress", "none"]
            let gate = try home.start(["check"] + flags + ["registry.test/app:1"])
            while registry.requests.isEmpty {
                try #require(gate.isRunning, "\(gate.error)")
                try await Task.sleep(for: .milliseconds(5))
            }
            try await Program("prlimit").run(["--pid", "\(gate.pid)", "--nofile=\(files)"])
            let result = try await gate.result()
            #expect(result.status == 75, "\(result)")
            #expect(result.output.contains("limit of this machine (access-local-limit)"), "\(result)")
            #expect(result.output.contains("may not open more files or connections (EMFILE)"), "\(result)")
            #expect(!result.output.contains("access-connect"), "\(result)")
            #expect(!result.output.contains("take it out of rotation"), "\(result)")
        }
    }

    @Test func theSoftLimit() {
        #expect(OpenFiles.wanted(soft: 64, hard: 64) == 64)
        #expect(OpenFiles.wanted(soft: 1024, hard: 1 << 20) == 4096)
        #expect(OpenFiles.wanted(soft: 1024, hard: 2048) == 2048)
        #expect(OpenFiles.wanted(soft: 1 << 20, hard: 1 << 20) == 1 << 20)
    }

    @Test func threadsOfThisMachine() {
        #expect(ThreadProbe.create(5).created == 5)
        #expect(ThreadProbe.needed(cores: 1) == 10)
        #expect(ThreadProbe.needed(cores: 2) == 11)
        #expect(ThreadProbe.needed(cores: 64) == 23)
        #expect(ThreadProbe.fault(created: 11, of: 11, errorNumber: 0) == nil)
        #expect(ThreadProbe.fault(created: 3, of: 11, errorNumber: EAGAIN)?.contains("only 3 of the 11") == true)
    }
}
