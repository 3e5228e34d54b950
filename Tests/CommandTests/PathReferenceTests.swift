import Foundation
import OCI
import Support
import Testing

/// Files and folders where a reference is expected.
@Suite struct PathReferenceTests {
    private static let offline = ["--backend", "a=127.0.0.1:1", "--retries", "0"]

    private static func home() throws -> GateHome {
        let home = try GateHome()
        try home.write("images.txt", "registry.test/app:1\nregistry.test/web:2\n")
        try home.write("deploy.d/more.txt", "registry.test/app:1\n")
        try home.write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
        try home.write("prod/compose.yaml", "services: {web: {image: \"registry.test/app:1\"}}\n")
        try home.write("app/README", "an application")
        try home.write("registry.test/app/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
        return home
    }

    @Test(
        arguments: [
            ("images.txt", "a list of references; read it with --from images.txt"),
            ("./images.txt", "a list of references; read it with --from ./images.txt"),
            ("deploy.d/more.txt", "a list of references; read it with --from deploy.d/more.txt"),
            ("charts/web", "a Helm chart; read it with --helm charts/web"),
            ("charts/web/", "a Helm chart; read it with --helm charts/web/"),
            ("prod", "a Compose file; read it with --compose prod/compose.yaml"),
            ("./app", "Kubernetes manifests with --file ./app"),
        ])
    func isRejectedWithTheOption(_ text: String, _ advice: String) async throws {
        let result = try await Self.home().run(["check", text])
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains(advice), "\(result)")
        // Only a text that could be a name is explained as one.
        let isName = !text.hasPrefix(".") && !text.hasSuffix("/")
        #expect(result.error.contains("write \(text):latest") == isName, "\(result)")
    }

    @Test(arguments: ["app", "app:1", "prod:1", "images.txt:1", "charts/web:2", "docker.io/library/prod"])
    func anImageStaysAnImage(_ text: String) async throws {
        let result = try await Self.home().run(["check", text] + Self.offline)
        #expect(result.status == 75, "\(result)")
    }

    @Test func aFolderOfTheRegistrysNameDoesNotMatter() async throws {
        let result = try await Self.home().run(["check", "registry.test/app"] + Self.offline)
        #expect(result.status == 75, "\(result)")
    }

    @Test func severalPaths() async throws {
        let home = try Self.home()
        for number in 1...7 { try home.write("list\(number)", "registry.test/app:1\n") }
        let result = try await home.run(["plan"] + (1...7).map { "list\($0)" })
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains("--from list5"), "\(result)")
        #expect(!result.error.contains("--from list6"), "\(result)")
        #expect(result.error.contains("and 2 more\n"), "\(result)")
    }

    @Test func aRollbackNamesItsKind() async throws {
        let home = try Self.home()
        try home.write("prev.txt", "registry.test/app:0\n")
        let list = try await home.run(["check", "registry.test/app:1", "--rollback", "prev.txt"])
        #expect(list.status == 64, "\(list)")
        #expect(list.error.contains("--rollback from=prev.txt"), "\(list)")
        let chart = try await home.run(["check", "registry.test/app:1", "--rollback", "charts/web"])
        #expect(chart.status == 64, "\(chart)")
        #expect(chart.error.contains("--rollback helm=charts/web"), "\(chart)")
        let right = try await home.run(
            ["check", "registry.test/app:1", "--rollback", "from=prev.txt"] + Self.offline)
        #expect(right.status == 75, "\(right)")
    }

    @Test func diagnoseTakesOneImage() async throws {
        let result = try await Self.home().run(["diagnose", "images.txt"])
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains("diagnose takes one image or one digest"), "\(result)")
    }
}
