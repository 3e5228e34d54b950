import Foundation
import Support
import Testing

/// A Compose project under `Files/compose`, and how the gate's list may differ from that of `docker-compose config --images`.
struct ComposeCase: Sendable, CustomTestStringConvertible {
    let folder: String
    var files = ["compose.yaml"]
    var profiles: [String] = []
    /// Listed by `config --images`, but not pulled by `up`.
    var notPulled: Set<String> = []
    /// Pulled by `up`, but not listed by `config --images`.
    var notListed: Set<String> = []
    /// Whether the gate may list images of a file that Compose refuses.
    var mayRead = false

    init(_ folder: String, _ change: (inout ComposeCase) -> Void = { _ in }) {
        self.folder = folder
        change(&self)
    }

    var testDescription: String { ([folder] + profiles).joined(separator: " ") }

    static let all: [ComposeCase] = [
        ComposeCase("merge"), ComposeCase("variables"), ComposeCase("profiles"),
        ComposeCase("profiles") { $0.profiles = ["tools"] },
        ComposeCase("profiles") { $0.profiles = ["debug", "other"] },
        ComposeCase("extends"), ComposeCase("include"),
        ComposeCase("overlay") { $0.files.append("overlay.yaml") },
        ComposeCase("required"), ComposeCase("counts"),
        // With pull_policy build or never nothing is pulled, but config lists the names.
        ComposeCase("built") { $0.notPulled = ["registry.test/policy:1", "registry.test/never:1"] },
        // config --images leaves out images that are mounted as volumes.
        ComposeCase("volumes") { $0.notListed = ["registry.test/assets:1"] },
        // Compose checks its schema before it pulls anything, and says what is wrong.
        ComposeCase("unknown") { $0.mayRead = true },
    ]
}

/// Inputs that other programs read too: `blobgate images` lists the same images as they do. Runs only in `make oracle`.
@Suite(.enabled(if: OracleRoot.current != nil), .serialized, .timeLimit(.minutes(10))) struct InputOracleTests {
    private static let files = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")
    /// All names in the files begin with this; what Compose makes up for services that are only built does not.
    private static let mark = "registry.test/"
    /// The variables outside of `.env`.
    private static let variables = ["OUTER": "6", "BOTH": "environment"]

    /// A copy of a folder that the programs in the root directory see. Returns their path.
    private func copy(_ folder: String, to root: OracleRoot) throws -> String {
        let target = "/ora/files/\(UUID().uuidString)"
        let file = URL(filePath: root.path + target)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: Self.files.appending(path: folder), to: file)
        return target
    }

    /// The images that the gate lists; `nil` if it cannot read the input.
    private func images(_ arguments: [String], path: String = "/usr/bin:/bin") async throws -> Set<String>? {
        let environment = Self.variables.merging(["PATH": path]) { $1 }
        let result = try await GateHome().run(
            ["images", "--output", "list"] + arguments, environment: environment)
        #expect(![64, 70].contains(result.status), "\(result)")
        guard result.status == 0 else { return nil }
        return Set(result.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix(Self.mark) })
    }

    @Test("a Compose project has the images that docker-compose config lists", arguments: ComposeCase.all)
    func compose(_ played: ComposeCase) async throws {
        let root = try #require(OracleRoot.current)
        let folder = try copy("compose/\(played.folder)", to: root)
        var words = ["env", "-i", "PATH=/usr/bin:/bin", "HOME=/root"]
        words += Self.variables.map { "\($0.key)=\($0.value)" } + ["docker-compose"]
        words += played.files.flatMap { ["-f", "\(folder)/\($0)"] }
        words += played.profiles.flatMap { ["--profile", $0] } + ["config", "--images"]
        let listed: Set<String>?
        do {
            let text = String(decoding: try await root.run(words), as: UTF8.self)
            listed = Set(text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(Self.mark) })
        } catch is ProgramError {
            listed = nil
        }

        let files = played.files.map { "\(root.path)\(folder)/\($0)" }.joined(separator: ",")
        let found = try await images(["--compose", files] + played.profiles.flatMap { ["--profile", $0] })
        guard let listed else {
            #expect(found == nil || played.mayRead)
            return
        }
        #expect(!listed.isEmpty && played.notPulled.isSubset(of: listed))
        #expect(found == listed.subtracting(played.notPulled).union(played.notListed))
    }

    @Test("a kustomization has the images that kustomize build prints", arguments: ["plain", "overlay"])
    func kustomize(_ name: String) async throws {
        let root = try #require(OracleRoot.current)
        // An overlay refers to the folder next to it.
        let folder = try copy("kustomize", to: root) + "/\(name)"
        let built = String(decoding: try await root.run(["kustomize", "build", folder]), as: UTF8.self)
        let listed = Set(
            built.split(separator: "\n").compactMap { $0.split(separator: "image: ").last.map(String.init) }
                .filter { $0.hasPrefix(Self.mark) })
        #expect(listed.count == 3)

        // The gate runs the same program, which sees the folder under another path.
        let tools = try GateHome()
        try tools.writeProgram(
            "bin/kustomize",
            """
            for word; do set -- "$@" "${word#\(root.path)}"; shift; done
            exec chroot '\(root.path)' kustomize "$@"
            """)
        let found = try await images(
            ["--kustomize", root.path + folder], path: "\(tools.path("bin")):/usr/sbin:/usr/bin:/bin")
        #expect(found == listed)
    }
}
