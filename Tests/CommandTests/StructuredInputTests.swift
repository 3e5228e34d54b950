import Foundation
import Support
import Testing

/// Every fault in values and Compose files with its message, as the user sees it; the exit code is always 65.
@Suite struct StructuredInputTests {
    private static func bomb(_ end: String) -> String {
        let names = "abcdefghijk".map(String.init)
        let levels = zip(names, names.dropFirst()).map { before, name in
            "\(name): &\(name) [\(Array(repeating: "*\(before)", count: 9).joined(separator: ", "))]\n"
        }
        return "a: &a [x]\n" + levels.joined() + end
    }

    private static func values(_ name: String, _ text: String) -> WrongInputTests.Case {
        WrongInputTests.Case(
            name: "values-\(name)", status: 65, arguments: ["check", "--values", "values.yaml"],
            files: ["values.yaml": text])
    }

    private static func compose(_ name: String, _ text: String) -> WrongInputTests.Case {
        WrongInputTests.Case(
            name: "compose-\(name)", status: 65, arguments: ["check", "--compose", "compose.yaml"],
            files: ["compose.yaml": text])
    }

    static let cases =
        [
            values("not-yaml", "image:\n  repository: \"a\n"), values("tab", "image:\n\trepository: a\n"),
            values("template", "image:\n  repository: {{ .Values.name }}\n"), values("empty", ""),
            values("null", "# only a comment\n---\n"), values("list", "- image: registry.test/web:1\n"),
            values("manifest", "apiVersion: apps/v1\nkind: Deployment\nspec: {}\n"),
            values("two-documents", "image: registry.test/web:1\n---\nimage: registry.test/api:1\n"),
            values("alias-bomb", bomb("image: registry.test/web:1\n")),
            values("no-image", "replicas: 3\nservice: {port: 80}\n"),
            values(
                "no-tag",
                "image:\n  repository: registry.test/web\nmesh:\n  image_version: 1.2\nreloader: {image: {tag: v1}}\n"),
            values(
                "several-faults",
                """
                global:
                  imageRegistry: ${REGISTRY}
                web:
                  image: {registry: registry.test, repository: web, tag: "1"}
                api:
                  image: registry.test/api:{{ .Chart.AppVersion }}
                  number: {image: 5}
                  list: {image: [a]}
                job:
                  image: {repository: registry.test/Job, tag: "1"}
                  tag: {image: {repository: registry.test/web, tag: 1.10}}
                  map: {image: {repository: registry.test/web, tag: {a: b}}}

                """),
            WrongInputTests.Case(
                name: "values-missing", status: 65, arguments: ["check", "--values", "no.yaml,values.yaml"],
                files: ["values.yaml": "image: registry.test/web:1\n"]),
            WrongInputTests.Case(
                name: "values-rollback", status: 65,
                arguments: ["check", "--rollback", "values=old.yaml", "registry.test/web:1"],
                files: ["old.yaml": "image: registry.test/web:$TAG\n"]),
            compose("variable", "services:\n  web:\n    image: registry.test/web:${TAG}\n"),
            compose("extends", "services:\n  web: {extends: {file: base.yaml, service: web}}\n"),
            compose("include", "include: [other.yaml]\nservices: {web: {image: \"registry.test/web:1\"}}\n"),
            compose(
                "twice-the-same-key", "services:\n  web: {image: registry.test/web:1, image: registry.test/web:2}\n"),
            values("no-registry", "main_app:\n  image: team/web\n  version: 2026-08-20-101112\n"),
            compose("no-services", "version: \"3\"\nweb: {image: nginx}\n"), compose("empty", ""),
            compose("built-only", "services: {web: {build: .}}\n"),
            compose("number", "services:\n  web: {image: 5}\n  api: {image: \"\"}\n  db: {ports: [80]}\n"),
            compose("tab", "services:\n  web:\n\timage: nginx\n"),
            WrongInputTests.Case(name: "compose-missing", status: 65, arguments: ["check", "--compose", "no.yaml"]),
        ]
        + [
            (
                "tool-arguments-without-tool",
                ["check", "registry.test/web:1", "--", "--set", "a=b"]
            ), ("tool-arguments-for-two", ["check", "--helm", "c", "--helmfile", "h.yaml", "--", "--set", "a=b"]),
            ("environment-without-helmfile", ["check", "--helm", "c", "-e", "prod"]),
        ].map { name, arguments in WrongInputTests.Case(name: name, status: 64, arguments: arguments) }

    @Test(arguments: cases) func isRejectedWithItsMessage(_ input: WrongInputTests.Case) async throws {
        let home = try GateHome()
        for (name, text) in input.files { try home.write(name, text) }
        let result = try await home.run(input.arguments)
        #expect(result.status == input.status, "\(result)")
        #expect(result.output.isEmpty, "\(result)")
        #expect(result.error.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        try expectSnapshot(Transcript.text(of: result, input.arguments, home), input.name)
    }
}
