import Foundation
import OCI
import Record
import Release
import Testing

/// Files of well-known formats that are no inputs, alone and in a folder with manifests.
@Suite struct OtherFileTests {
    private static let pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: \"r.example/a:1\"}]}\n"

    static let files: [(name: String, text: String, file: OtherFile)] = [
        ("ci.yml", "stages: [a]\nbuild: {script: [make], image: 'gcc:14'}\n", .gitLabCI),
        ("jobs.yml", "test: {stage: test, image: 'go:1', script: [go test], services: [redis]}\n", .gitLabCI),
        ("deploy.yaml", "on: push\njobs: {a: {runs-on: x, container: 'node:20'}}\n", .gitHubWorkflow),
        ("test.yml", "name: t\n'on': [push]\njobs: {a: {services: {db: {image: 'pg:16'}}}}\n", .gitHubWorkflow),
        ("action.yml", "name: a\ndescription: b\nruns: {using: docker, image: Dockerfile}\n", .gitHubAction),
        ("config.yml", "version: 2.1\njobs: {a: {docker: [{image: 'cimg:1'}]}}\nworkflows: {v: {}}\n", .circleCI),
        ("skaffold.yaml", "apiVersion: skaffold/v4beta11\nkind: Config\nbuild: {artifacts: []}\n", .skaffold),
        ("package.json", "{\"name\": \"web\", \"version\": \"1.0.0\", \"scripts\": {}}", .packageJSON),
        ("web.json", "{\"name\": \"web\", \"version\": \"1.0.0\", \"dependencies\": {}}", .packageJSON),
        ("main.tf", "resource \"docker_image\" \"a\" {\n  name = \"r.example/a:1\"\n}\n", .terraform),
        ("main.tf.json", "{\"resource\": {\"docker_image\": {\"a\": {\"name\": \"r.example/a:1\"}}}}", .terraform),
        ("plan.json", "{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.0\"}", .terraform),
        ("Dockerfile", "FROM r.example/a:1\nRUN make\n", .dockerfile),
        ("devcontainer.json", "{\n  // tools\n  \"image\": \"r.example/dev:1\"\n}\n", .devContainer),
        ("api.yaml", "openapi: 3.1.0\ninfo: {title: a}\npaths: {}\n", .openAPI),
        ("tsconfig.json", "{\n  // strict\n  \"compilerOptions\": {},\n}\n", .toolSettings),
    ]

    @Test("a file that is no input is recognized, and the message says what to pass", arguments: files)
    func aFileAlone(_ input: (name: String, text: String, file: OtherFile)) throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = try folder.write(input.name, input.text)
        let error = try #require(throws: InputError.self) { try ManifestReader.read(path: path) }
        #expect(error.faults.map(\.message) == ["not a Kubernetes object (no apiVersion and kind): it \(input.file)"])
        #expect(InputGuess.of(path) == .other(input.file))
    }

    @Test("a helmfile is recognized, also without releases")
    func aHelmfile() throws {
        let folder = try Folder()
        defer { folder.remove() }
        for text in ["releases: [{name: a, chart: ./a}]\n", "helmDefaults: {wait: true}\nbases: [b.yaml]\n"] {
            let path = try folder.write("apps.yaml", text)
            let error = try #require(throws: InputError.self) { try ManifestReader.read(path: path) }
            #expect(error.description.hasSuffix("it is a helmfile; pass it with --helmfile FILE"))
        }
    }

    @Test("an input of another platform is named with its option")
    func otherPlatforms() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let texts: [(text: String, advice: String)] = [
            ("{\"family\": \"web\", \"containerDefinitions\": []}", "an ECS task definition; pass it with --ecs FILE"),
            ("{\"taskDefinition\": {\"containerDefinitions\": []}}", "an ECS task definition; pass it with --ecs FILE"),
            ("{\"Job\": {\"TaskGroups\": []}}", "a Nomad job; pass it with --nomad FILE"),
        ]
        for (text, advice) in texts {
            let path = try folder.write("input.json", text)
            let error = try #require(throws: InputError.self) { try ManifestReader.read(path: path) }
            #expect(error.description.hasSuffix("it is \(advice)"))
        }
    }

    @Test("values and Compose files are not taken for another format")
    func whatIsSimilar() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let compose = try folder.write(
            "stack.yaml", "services:\n  web: {image: r.example/a:1}\nx-job: {script: a, stage: b}\n")
        #expect(InputGuess.of(compose) == .input(.compose, path: compose))
        let values = try folder.write("prod.yaml", "job: {script: run.sh}\nimage: {repository: r.example/a, tag: v1}\n")
        #expect(InputGuess.of(values) == .input(.values, path: values))
    }

    @Test("a folder with manifests is read without files that are none")
    func aFolder() throws {
        let folder = try Folder()
        defer { folder.remove() }
        _ = try folder.write("a.yaml", Self.pod)
        let values = try folder.write("values.yaml", "image: {tag: v1}\n")
        let kustomization = try folder.write(
            "kustomization.yaml", "resources: [a.yaml]\npatches: [{path: p.yaml}, {patch: '- {op: remove}'}]\n")
        for file in Self.files where [".yaml", ".yml", ".json"].contains(where: { file.name.hasSuffix($0) }) {
            _ = try folder.write(file.name, file.text)
        }
        let reading = try ManifestReader.read(path: folder.url.path)
        #expect(reading.uses.map(\.reference.original) == ["r.example/a:1"])
        #expect(reading.notices.count == 1)
        let notice = reading.notices.first ?? ""
        #expect(notice.hasPrefix("\(folder.url.path): not read because they are not Kubernetes objects: "))
        #expect(notice.contains("\(kustomization) (it is a kustomization; pass its folder with --kustomize DIR)"))
        #expect(notice.contains("\(values) (it looks like chart values; pass them with --values FILE"))
    }

    @Test(
        "a folder is refused if a kustomization changes its images, or an object is incomplete",
        arguments: [
            "resources: [a.yaml]\nimages: [{name: r.example/a, newTag: '2'}]\n",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches: [{patch: \"- {path: /a/image}\"}]\n",
            "- {op: replace, path: /spec/template/spec/containers/0/image, value: 'r.example/a:2'}\n",
            "kind: Pod\nmetadata: {name: p}\nspec: {}\n",
        ])
    func aFolderThatIsNotWhatItSeems(_ text: String) throws {
        let folder = try Folder()
        defer { folder.remove() }
        _ = try folder.write("a.yaml", Self.pod)
        let other = try folder.write("kustomization.yaml", text)
        let error = try #require(throws: InputError.self) { try ManifestReader.read(path: folder.url.path) }
        #expect(error.faults.map(\.source) == [.file(other)])
    }

    @Test("a folder without any manifest is refused with all its files")
    func aFolderOfOthers() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let a = try folder.write("a.yaml", "stages: [x]\nb: {script: c}\n")
        let b = try folder.write("b.yaml", "port: 80\n")
        let error = try #require(throws: InputError.self) { try ManifestReader.read(path: folder.url.path) }
        #expect(error.faults.map(\.source) == [.file(a), .file(b)])
    }
}
