import ArgumentParser
import Foundation
import Support
import Testing

@testable import blobgate

/// Every command in the documents is one that Blobgate takes.
@Suite struct DocumentTests {
    /// Why the real parser does not take these arguments; `nil` if it does.
    static func fault(of arguments: [String]) -> String? {
        if let unknown = UnknownCommand(arguments) { return unknown.message }
        do {
            _ = try Blobgate.parseAsRoot(RenderOptions.spreading(arguments))
            return nil
        } catch {
            return Blobgate.exitCode(for: error) == .success ? nil : Blobgate.message(for: error)
        }
    }

    @Test(arguments: Documents.all) func everyCommandIsAccepted(document: String) throws {
        for command in try Documents.commands(in: document) {
            let fault = Self.fault(of: command.arguments)
            #expect(fault == nil, "\(command.testDescription)\n\(fault ?? "")")
        }
    }

    @Test func theDocumentsHaveCommands() throws {
        #expect(try Documents.commands(in: "README.md").count > 30)
        #expect(try Documents.commands(in: "docs/getting-started.md").count > 10)
        #expect(try Documents.all.flatMap { try Documents.commands(in: $0) }.count > 80)
    }

    /// A document with mistakes is not accepted, whatever the form of the block.
    @Test(arguments: [
        "    blobgate chek a.example/b:1", "```sh\nblobgate check --frmo images.txt\n```",
        "    helm template x | blobgate check -f - --dept full", "    sh 'blobgate check --from a --outptu text'",
        "    blobgate check \\\n      --from images.txt --deadline 30", "    X=1 blobgate ledger rnus # a comment",
    ])
    func mistakesAreFound(text: String) throws {
        let commands = Documents.commands(in: text, "a.md")
        try #require(commands.count == 1, "\(commands)")
        #expect(Self.fault(of: commands[0].arguments) != nil)
    }

    /// Text that only mentions the name is no command.
    @Test(arguments: [
        "blobgate check --frmo x", "    blobgate: round 3 at 12:04:10 UTC", "    Once fixed: blobgate rechek 3",
        "    helm blobgate ./web", "    # blobgate chek",
    ])
    func proseIsNoCommand(text: String) { #expect(Documents.commands(in: text, "a.md").isEmpty) }

    /// The commands of a document, one after the other, as a user whose registry is on this machine. What needs other programs, or
    /// backends at other addresses, is not run.
    @Test(.timeLimit(.minutes(5)), arguments: ["README.md", "docs/inputs.md", "docs/outputs.md", "docs/pins.md"])
    func everyCommandThatCanRunHereRuns(document: String) async throws {
        try await ScriptedRegistry.run { registry in
            let home = try DocumentHome.prepared(registry)
            var count = 0
            for command in try Documents.commands(in: document) where DocumentHome.canRun(command) {
                let result = try await home.run(command.written, environment: ["NO_COLOR": "1"])
                #expect([0, 1].contains(result.status), "\(command.testDescription)\n\(result)")
                count += 1
            }
            #expect(count > 0, "\(document)")
        }
    }
}

/// The home of a reader: a registry, and the files that the documents name.
enum DocumentHome {
    static func prepared(_ registry: ScriptedRegistry) throws -> GateHome {
        let home = try GateHome()
        for name in ["app/web", "app/api"] {
            try registry.addImage(to: name, tag: "1.4", layers: [Array("layer of \(name)".utf8)])
        }
        try home.write(
            "blobgate.yaml",
            """
            version: 1
            registries:
              - name: registry.example.org
                scheme: http
                backends: [{name: a, address: "\(registry.name)"}]

            """)
        let image = "registry.example.org/app/web:1.4"
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec: {containers: [{name: web, image: \(image)}]}

            """
        for list in ["images.txt", "new.txt", "previous.txt"] { try home.write(list, image + "\n") }
        for file in [
            "rendered/web.yaml", "previous/web.yaml", "web.yaml", "jobs.yaml", "new.yaml", "old.yaml",
        ] {
            try home.write(file, pod)
        }
        let compose = "services: {web: {image: \"\(image)\"}, worker: {image: \"\(image)\", profiles: [worker]}}\n"
        for file in ["compose.yaml", "prod.yaml", "compose.prod.yaml"] { try home.write(file, compose) }
        try home.write("prod.env", "A=1\n")
        try home.write("pins/README", "pins\n")
        return home
    }

    /// The options of which documents name files that are not prepared, programs or other machines.
    private static let elsewhere: Set = [
        "--helm", "--helmfile", "--kustomize", "--compose-config", "--ecs", "--archive", "--oci-layout", "--backend",
        "--values", "--image-path", "--pins",
    ]

    static func canRun(_ command: DocumentCommand) -> Bool {
        let words = command.written
        guard !command.isAbbreviated, !words.contains(where: { $0.hasSuffix("...") || $0.hasPrefix("/") }),
            elsewhere.isDisjoint(with: words), !words.contains("-"),
            !words.contains(where: { $0.contains("=/") || $0 == "recheck" || $0 == "merge" || $0 == "diagnose" })
        else { return false }
        switch words.first {
        case "check", "plan", "images", "backends", "explain", "config": return true
        case "ledger": return ["runs", "export"].contains(words.dropFirst().first)
        default: return false
        }
    }
}
