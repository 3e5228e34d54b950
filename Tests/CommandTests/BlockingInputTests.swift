import Foundation
import OCI
import Support
import Testing

/// A named pipe that no one writes to must not hold the gate, in whatever place a file may be named.
@Suite(.timeLimit(.minutes(10))) struct BlockingInputTests {
    static let image = ["--backend", "a=http://127.0.0.1:9", "registry.test/app:1"]

    static let commands: [[String]] = [
        ["check", "--from", "pipe"], ["plan", "-f", "pipe"], ["check", "--archive", "pipe"], ["merge", "pipe"],
        ["ledger", "import", "pipe"], ["check", "--mirrors", "containers=pipe", "registry.test/app:1"],
    ]
    static let options = ["--rollback", "--config", "--authfile", "--pins", "--save-good"]

    @Test(arguments: commands + options.map { ["check", $0, "pipe"] + image })
    func aNamedPipeIsRefused(_ arguments: [String]) async throws {
        let home = try GateHome()
        #expect(mkfifo(home.path("pipe"), 0o600) == 0)
        let result = try await home.run(arguments, within: .seconds(20))
        #expect([64, 65, 78].contains(result.status), "\(result)")
        let words = result.error.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("not a regular file"), "\(result)")
    }

    /// The nodes' hosts.toml, and a CA and a client certificate that it names.
    @Test(arguments: [
        ("", "hosts.toml"), ("[host.\"https://m.test\"]\nca = \"pipe\"\n", "pipe"),
        ("[host.\"https://m.test\"]\nclient = [\"pipe\", \"pipe\"]\n", "pipe"),
    ])
    func theNodesFiles(text: String, pipe: String) async throws {
        let home = try GateHome()
        let folder = "certs.d/registry.test"
        try home.write("\(folder)/hosts.toml", text)
        if pipe == "hosts.toml" { unlink(home.path("\(folder)/hosts.toml")) }
        #expect(mkfifo(home.path("\(folder)/\(pipe)"), 0o600) == 0)
        let result = try await home.run(
            ["check", "--mirrors", "containerd=certs.d", "registry.test/app:1"], within: .seconds(20))
        // A hosts.toml that cannot be read says nothing; one that names unusable files is undecided.
        #expect(result.status == (pipe == "hosts.toml" ? 78 : 69), "\(result)")
        let words = (result.output + result.error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("is not a regular file"), "\(result)")
    }

    @Test func anEndlessNodeFile() async throws {
        let home = try GateHome()
        let file = try home.write("registries.conf", "")
        #expect(truncate(file, 5 << 30) == 0)
        let result = try await home.run(["check", "--mirrors", "containers=\(file)", "registry.test/app:1"])
        #expect(result.status == 78, "\(result)")
        #expect(result.error.contains("\(file): the file has 5368709120 bytes; the limit is 1048576 bytes"))
        #expect(result.peakMemory < 500 << 20)
    }
}
