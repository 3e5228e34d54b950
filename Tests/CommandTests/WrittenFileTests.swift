import Foundation
import Glibc
import Support
import Testing

@testable import blobgate

/// Report files: regular files are replaced atomically; devices and pipes are written to, never replaced.
@Suite struct WrittenFileTests {
    private let home: GateHome

    init() throws { home = try GateHome() }

    @Test func aFileIsReplacedAndALinkToItStays() throws {
        let file = try home.write("a.json", "old")
        symlink(file, home.path("link"))
        try WrittenFile(path: home.path("link")).replace(with: "new")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: home.path("link")) == file)
        #expect(WrittenFile(path: home.path("link")).identity == WrittenFile(path: home.path("./a.json")).identity)
        #expect(WrittenFile(path: home.path("x/../b")).identity == WrittenFile(path: home.path("b")).identity)
    }

    @Test func aPipeStaysAPipeAndItsReaderGetsTheText() throws {
        let path = home.path("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: WrittenFile.Unwritten.self, "without a reader it would hang") {
            try WrittenFile(path: path).replace(with: "text")
        }
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try WrittenFile(path: path).replace(with: "text")
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(reader, &bytes, 16) == 4)
        var status = stat()
        #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test func unwritableFilesHaveAReason() throws {
        for (path, reason) in [
            (home.directory.path, "Is a directory"), (home.path("no/such/file"), "No such file or directory"),
            ("/proc/report", "No such file or directory"),
        ] {
            let error = #expect(throws: WrittenFile.Unwritten.self) { try WrittenFile(path: path).replace(with: "x") }
            #expect(error?.description == reason, "\(path)")
        }
    }

    @Test(arguments: [["explain"], ["check", "--help"]])
    func aFullStandardOutputIsAFailure(_ arguments: [String]) async throws {
        let result = try await shell(arguments, ">/dev/full")
        #expect(result.status == 70, "\(result)")
        #expect(result.error == "blobgate: standard output could not be written: No space left on device\n")
    }

    /// The ledger would get the number of the closed descriptor, and text would be written into its file.
    @Test func closedDescriptorsAreNotReused() async throws {
        let add = ["override", "--digest", "sha256:" + String(repeating: "ab", count: 32), "--reason", "ticket 7"]
        #expect(try await home.run(add + ["--for", "1h"]).status == 0)
        let result = try await shell(["ledger", "runs"], "<&- >&-")
        #expect(result.status == 0, "\(result)")
        #expect(result.output.isEmpty && result.error.isEmpty, "\(result)")
    }

    /// Neither an export nor a report replaces a ledger.
    @Test func aLedgerIsNeverReplaced() async throws {
        let ledger = home.path("ledger.sqlite")
        let add = ["override", "--digest", "sha256:" + String(repeating: "ab", count: 32), "--reason", "ticket 7"]
        #expect(try await home.run(add + ["--for", "1h", "--ledger", ledger]).status == 0)
        try await ScriptedRegistry.run { registry in
            _ = try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            for arguments in [
                ["ledger", "export", ledger, "--ledger", ledger],
                [
                    "check", "--backend", "a=\(registry.url)", "--ledger", ledger, "--output", "json=\(ledger)",
                    "registry.test/app:1",
                ],
            ] {
                let result = try await home.run(arguments)
                #expect(result.status != 0, "\(result)")
                #expect(result.error.contains("ledger") && result.error.contains("another file"), "\(result)")
            }
        }
        #expect(try await home.run(["override", "list", "--ledger", ledger]).output.contains("ticket 7"))
    }

    @Test func aDamagedLedgerIsAlwaysReported() async throws {
        let ledger = home.path("ledger.sqlite")
        let add = [
            "override", "--digest", "sha256:" + String(repeating: "ab", count: 32), "--reason", "ticket 7", "--for",
            "1h",
            "--ledger", ledger,
        ]
        #expect(try await home.run(add).status == 0)
        var bytes = try Data(contentsOf: URL(filePath: ledger))
        bytes.replaceSubrange(0..<100, with: Data(repeating: 0x5a, count: 100))
        try bytes.write(to: URL(filePath: ledger))
        for command in [["ledger", "runs"], ["override", "list"]] {
            let result = try await home.run(command + ["--ledger", ledger])
            #expect(result.status == 78, "\(result)")
            #expect(result.error.contains("ledger \(ledger) is damaged: "), "\(result)")
            #expect(try Data(contentsOf: URL(filePath: ledger)) == bytes)
        }
        let result = try await home.run(add)
        #expect(result.status == 0, "\(result)")
        #expect(
            result.error.hasPrefix("blobgate: the ledger \(ledger) was damaged and has been moved to \(ledger).dam"))
    }

    private func shell(_ arguments: [String], _ streams: String) async throws -> GateResult {
        try await home.run(arguments, redirecting: streams)
    }
}
