import Foundation
import Release
import Testing

/// What a file or folder seems to be.
@Suite struct InputGuessTests {
    private static let pod =
        "# Source: web\n---\napiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: \"r.example/a:1\"}]}\n"

    static let texts: [(name: String, text: String, kind: ReleaseInput.Kind?)] = [
        ("images.txt", "# release\nr.example/a:1\n\nnginx # web\n", .list),
        ("web.yaml", pod, .manifests),
        ("stack.yml", "services:\n  web:\n    image: r.example/a:1\n", .compose),
        ("prod.yaml", "web:\n  image: {repository: r.example/a, tag: v1}\n", .values),
        ("apps.yaml", "releases:\n- {name: web, chart: ./web}\n", .helmfile),
        ("notes.md", "The release of today\nhas two images\n", nil),
        ("empty", "", nil),
    ]

    @Test(arguments: texts) func aFile(_ file: (name: String, text: String, kind: ReleaseInput.Kind?)) throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = try folder.write(file.name, file.text)
        #expect(InputGuess.of(path) == file.kind.map { InputGuess.input($0, path: path) })
    }

    @Test func anArchive() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let tar = [UInt8](repeating: 0, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 500)
        let files: [(String, [UInt8], ReleaseInput.Kind)] = [
            ("a.tar", tar, .archive), ("b", [0x1f, 0x8b, 8, 0], .archive), ("web-1.2.tgz", [0x1f, 0x8b, 8, 0], .helm),
        ]
        for (name, bytes, kind) in files {
            try Data(bytes).write(to: folder.url.appending(path: name))
            #expect(InputGuess.of(folder.path(name)) == .input(kind, path: folder.path(name)))
        }
    }

    @Test func otherFiles() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let digest = "sha256:" + String(repeating: "ab", count: 32)
        let pins = try folder.write("pins.json", #"{"pins": {"r.example/a:1": {"digest": "\#(digest)"}}}"#)
        #expect(InputGuess.of(pins) == .pins)
        let scap = try folder.write("report.json", #"{"mediawiki": {"by-flavour": {"p": {"image": "r.example/a:1"}}}}"#)
        #expect(InputGuess.of(scap) == .scapReport)
        let own = try folder.write("run.json", #"{"schemaVersion": 1, "tool": "blobgate", "images": []}"#)
        #expect(InputGuess.of(own) == .report)
        #expect(InputGuess.of(try folder.write("any.yaml", "port: 80\n")) == .yaml)
        #expect(InputGuess.of(folder.path("missing")) == nil)
        #expect(InputGuess.of("/dev/zero") == nil)
        let named = try folder.write("kustomization.yaml", "resources: [a.yaml]\n")
        #expect(InputGuess.of(named) == .input(.kustomize, path: folder.url.path))
    }

    static let marks: [(String, String, ReleaseInput.Kind)] = [
        ("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n", .helm),
        ("kustomization.yaml", "resources: [a.yaml]\n", .kustomize), ("oci-layout", "{}", .layout),
        ("helmfile.yaml", "releases: []\n", .helmfile), ("pod.yaml", pod, .manifests),
    ]

    @Test(arguments: marks) func aFolder(_ name: String, _ text: String, _ kind: ReleaseInput.Kind) throws {
        let folder = try Folder()
        defer { folder.remove() }
        _ = try folder.write("LICENSE", "free")
        #expect(InputGuess.of(folder.url.path) == nil)
        _ = try folder.write(name, text)
        #expect(InputGuess.of(folder.url.path) == .input(kind, path: folder.url.path))
    }

    @Test func aFolderOfCompose() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let file = try folder.write("docker-compose.yml", "services: {}\n")
        #expect(InputGuess.of(folder.url.path) == .input(.compose, path: file))
    }

    @Test func aPathIsNoReference() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let list = try folder.write("list", "r.example/a:1\n")
        let path = try #require(PathReference(list))
        #expect(path.guess == .input(.list, path: list))
        #expect(!path.isFolder)
        #expect(!path.isName)
        #expect(try #require(PathReference(folder.url.path)).isFolder)
        #expect(PathReference(folder.path("missing")) == nil)
        #expect(PathReference("r.example/a") == nil)
    }
}
