import Foundation
import Support
import Testing

/// `blobgate images`.
@Suite(.timeLimit(.minutes(5))) struct ImagesTests {
    /// No registry answers at these names, and none is asked.
    private func home() throws -> GateHome {
        let home = try GateHome()
        try home.write(
            "compose.yaml",
            "services:\n  web: {image: \"registry.test/web:${TAG:-1.4}\"}\n  debug: {image: \"nginx\", profiles: [x]}\n"
        )
        try home.write("list.txt", "registry.test/api:2 # c\nnginx\n")
        try home.write("task.json", #"{"containerDefinitions": [{"name": "a", "image": "registry.test/task:1"}]}"#)
        try home.write(
            "job.json",
            #"{"TaskGroups": [{"Tasks": [{"Driver": "docker", "Config": {"image": "registry.test/job:1"}}]}]}"#)
        try home.write("web.container", "[Container]\nImage=registry.test/unit:1\n")
        try home.write("old.yaml", "services: {web: {image: \"registry.test/web:1.3\"}}\n")
        return home
    }

    private static let inputs = [
        "--compose", "compose.yaml", "--from", "list.txt", "--ecs", "task.json", "--nomad", "job.json", "--quadlet",
        "web.container", "--rollback", "stack=old.yaml", "registry.test/arg:1",
    ]

    @Test func textHasEveryImageWithItsPlaces() async throws {
        let result = try await home().run(["images"] + Self.inputs)
        #expect(result.status == 0, "\(result)")
        #expect(result.error.isEmpty, "\(result)")
        for words in [
            "registry.test/web:1.4\n    compose.yaml:2 (service web)\n", "registry.test/api:2\n    list.txt:1\n",
            "docker.io/library/nginx:latest\n    list.txt:2\n", "registry.test/task:1\n    task.json:1 (container a)\n",
            "registry.test/job:1\n", "registry.test/unit:1\n    web.container:2",
            "registry.test/arg:1\n    argument 1\n",
            "registry.test/web:1.3\n    rollback: old.yaml:1 (service web)\n", "debug (line 3) nginx",
            "\n8 images, 1 only for a rollback\n",
        ] {
            #expect(result.output.contains(words), "\(result)")
        }
    }

    @Test func theListIsAnInput() async throws {
        let home = try home()
        let list = try await home.run(["images", "--output", "list"] + Self.inputs)
        #expect(list.status == 0, "\(list)")
        let again = try await home.run(["images", "--output", "list", "--from", "-"], input: list.output)
        #expect(again.status == 0, "\(again)")
        func references(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.hasPrefix("#") } }
        #expect(references(list.output) == references(again.output))
        #expect(references(list.output).count == 7)
        #expect(list.output.contains("# only for a rollback: registry.test/web:1.3\n"))
    }

    @Test func theJSONHasPlacesAndParts() async throws {
        let result = try await home().run(["images", "--output", "json"] + Self.inputs)
        #expect(result.status == 0, "\(result)")
        struct Document: Decodable {
            struct Image: Decodable {
                struct Origin: Decodable {
                    let number: Int?
                    let set: String
                }
                let reference: String
                let written: String
                let registry: String
                let repository: String
                let tag: String?
                let origins: [Origin]
            }
            let schemaVersion: Int
            let images: [Image]
            let notices: [String]
        }
        let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
        #expect(document.schemaVersion == 1)
        let nginx = try #require(document.images.first { $0.written == "nginx" })
        #expect(nginx.reference == "docker.io/library/nginx:latest")
        #expect(nginx.registry == "docker.io")
        #expect(nginx.repository == "library/nginx")
        #expect(nginx.tag == "latest")
        #expect(nginx.origins.map(\.number) == [2])
        #expect(document.images.first { $0.written.hasSuffix(":1.3") }?.origins.map(\.set) == ["rollback"])
        #expect(document.notices.contains { $0.contains("profiles are not active") })
    }

    @Test func settingsOfComposeApply() async throws {
        let home = try home()
        try home.write("a.env", "TAG=9\n")
        let result = try await home.run([
            "images", "--compose", "compose.yaml", "--env-file", "a.env", "--profile", "x", "--output", "list",
            "--default-registry", "mirror.test",
        ])
        #expect(result.status == 0, "\(result)")
        #expect(result.output.contains("registry.test/web:9\n"), "\(result)")
        #expect(result.output.contains("\nmirror.test/nginx:latest\n"), "\(result)")
    }

    @Test(
        arguments: [
            (["images"], 64), (["images", "--compose", "no.yaml"], 65), (["images", "--from", "empty.txt"], 65),
            (["images", "--env-file", "a.env", "registry.test/a:1"], 64),
            (["images", "--profile", "x", "nginx:1"], 64),
            (["images", "--ignore-buildable", "--stack", "old.yaml"], 64), (["images", "--compose-config", "-"], 64),
            (["images", "--output", "sarif", "nginx:1"], 64),
        ] as [([String], Int32)])
    func isRejected(arguments: [String], status: Int32) async throws {
        let home = try home()
        try home.write("empty.txt", "# nothing\n")
        let result = try await home.run(arguments)
        #expect(result.status == status, "\(result)")
        #expect(result.output.isEmpty, "\(result)")
        #expect(!result.error.isEmpty, "\(result)")
    }

    /// `docker compose`, or `docker-compose` where that is all there is.
    @Test(arguments: [
        (["docker"], "compose -f a.yml -f b.yml --env-file x.env --profile p config\n"),
        (["docker-compose"], "-f a.yml -f b.yml --env-file x.env --profile p config\n"),
    ])
    func composeIsCalledAndRead(programs: [String], called: String) async throws {
        let home = try home()
        for name in programs {
            try home.writeProgram(
                "bin/\(name)",
                """
                echo "$@" >>"$HOME/called"
                echo 'services: {a: {image: "registry.test/a:1", profiles: [p]}}'
                """)
        }
        try home.write("a.yml", "services: {}\n")
        try home.write("b.yml", "services: {}\n")
        let result = try await home.run(
            [
                "images", "--compose-config", "a.yml,b.yml", "--env-file", "x.env", "--profile", "p", "--output",
                "list",
            ], environment: ["PATH": home.path("bin")])
        #expect(result.status == 0, "\(result)")
        #expect(result.output == "registry.test/a:1\n", "\(result)")
        #expect(try String(contentsOfFile: home.path("called"), encoding: .utf8) == called)
    }

    @Test func aMissingComposeIsAFault() async throws {
        let home = try home()
        let result = try await home.run(
            ["images", "--compose-config", "compose.yaml"], environment: ["PATH": home.path("bin")])
        #expect(result.status == 65, "\(result)")
        #expect(result.error.contains("docker is not in PATH, nor is docker-compose"), "\(result)")
        #expect(result.error.contains("check the output with --compose"), "\(result)")
    }
}
