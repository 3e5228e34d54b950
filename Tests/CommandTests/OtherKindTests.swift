import Foundation
import OCI
import Support
import Testing

/// Files that were given to the option of another kind of input.
@Suite struct OtherKindTests {
    private static let compose =
        "services:\n" + (1...300).map { "  web\($0):\n    image: registry.test/app:\($0)\n" }.joined()
    private static let pod =
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: \"registry.test/app:1\"}]}\n"

    static let cases: [(option: String, file: String, text: String, advice: String)] = [
        ("--from", "stack.yaml", compose, "a Compose file; read it with --compose stack.yaml"),
        ("--from", "web.yaml", pod, "Kubernetes manifests; read it with --file web.yaml"),
        (
            "--from", "prod.yaml", "web:\n  image: {repository: registry.test/app, tag: v1}\n",
            "the values of a Helm chart; read it with --values prod.yaml"
        ),
        (
            "--from", "report.json", "{\"web\": {\"flavours\": {}}}",
            "a build report of scap; read it with blobgate scap verify --report report.json"
        ),
        (
            "--from", "k/kustomization.yaml", "resources: [web.yaml]\n",
            "a kustomization; read it with --kustomize k"
        ),
        (
            "--from", "ci.yml", "stages: [test]\ntest: {image: 'go:1', script: [go test]}\n",
            "ci.yml: it is a GitLab CI configuration, whose images run jobs; pass what the jobs deploy, rendered"
        ),
        (
            "--values", "deploy.yml", "on: push\njobs: {a: {container: 'registry.test/app:1'}}\n",
            "deploy.yml: it is a GitHub workflow, whose images run jobs; pass what the jobs deploy, rendered"
        ),
        ("--from", "any.yaml", "port: 80\nhost: a\n", "YAML or JSON; --file reads rendered manifests"),
        ("--file", "images.txt", "registry.test/app:1\nregistry.test/app:2\n", "read it with --from images.txt"),
        ("--compose", "images.txt", "registry.test/app:1\nregistry.test/app:2\n", "read it with --from images.txt"),
        ("--archive", "images.txt", "registry.test/app:1\n", "a list of references; read it with --from images.txt"),
        ("--rollback", "ecs=images.txt", "registry.test/app:1\n", "read it with --rollback from=images.txt"),
        ("--values", "stack.yaml", "services:\n  web: {build: .}\n", "read it with --compose stack.yaml"),
        ("--rollback", "from=stack.yaml", compose, "a Compose file; read it with --rollback compose=stack.yaml"),
    ]

    @Test(arguments: cases)
    func theOptionIsNamed(_ input: (option: String, file: String, text: String, advice: String)) async throws {
        let home = try GateHome()
        try home.write(String(input.file.split(separator: "=").last ?? ""), input.text)
        let result = try await home.run(["check", "registry.test/app:1", input.option, input.file])
        #expect(result.status == 65, "\(result)")
        #expect(result.error.contains(input.advice), "\(result)")
        #expect(result.error.split(separator: "\n").count <= 7, "\(result)")
    }

    @Test func onlyTheFirstFaultsOfEachFileArePrinted() async throws {
        let home = try GateHome()
        try home.write("a.txt", String(repeating: "BAD\n", count: 40))
        try home.write("b.txt", "registry.test/app:1\nBAD\n")
        let result = try await home.run([
            "check", "--from", "a.txt", "--from", "b.txt", "--output", "json=r.json",
        ])
        #expect(result.status == 65, "\(result)")
        let lines = result.error.split(separator: "\n")
        #expect(lines.count == 7, "\(result)")
        #expect(lines[4].hasPrefix("a.txt:5: "), "\(result)")
        #expect(lines[5] == "and 35 more in a.txt", "\(result)")
        #expect(lines[6].hasPrefix("b.txt:2: "), "\(result)")
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: home.path("r.json"))))
        let faults = try #require((report as? [String: Any])?["faults"] as? [Any])
        #expect(faults.count == 41)
    }

    @Test func aRightFileWithAFaultHasNoHint() async throws {
        let home = try GateHome()
        try home.write("images.txt", "registry.test/app:1\nregistry.test/web:2\nregistry.test/App:1\n")
        let result = try await home.run(["check", "--from", "images.txt"])
        #expect(result.error.split(separator: "\n").count == 1, "\(result)")
    }
}
