import Foundation
import OCI
import Record
import Release
import Testing

@Suite struct ReleaseReaderTests {
    @Test func argumentsAreNumbered() throws {
        let uses = try ReleaseReader.fromArguments(["a.b/c", "nginx", "a.b/c:latest"])
        #expect(uses.map { $0.origins.map(\.description) } == [["argument 1", "argument 3"], ["argument 2"]])
        #expect(try ReleaseReader.fromArguments([]).isEmpty)
    }

    @Test func everyBadArgumentIsReported() throws {
        let error = try #require(throws: InputError.self) { try ReleaseReader.fromArguments(["ok", "", "a\nb"]) }
        #expect(
            error.description == #"""
                argument 2: "": the reference is empty; expected [REGISTRY/]REPOSITORY[:TAG][@DIGEST]
                argument 3: "a\nb": character "\n" at character 2; a reference has no whitespace
                """#)
    }

    @Test func originsHaveLocations() {
        #expect(Origin.argument(2).description == "argument 2")
        #expect(Origin.line(file: "dir/images.txt", number: 12).description == "dir/images.txt:12")
        #expect(Origin.line(file: "\u{1b}\u{e9}", number: 1).description == #"\u{1b}\u{e9}:1"#)
        #expect(Origin.standardInput(line: 3).description == "standard input:3")
    }

    @Test func allInputsAreReadBeforeFaultsAreReported() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let bad = try folder.write("bad.txt", "nginx:\n")
        let missing = folder.path("missing.txt")
        let error = try #require(throws: InputError.self) {
            try ReleaseReader.read(arguments: ["A"], lists: [bad, missing, folder.url.path])
        }
        #expect(
            error.description == """
                argument 1: "A": upper case in the repository at character 1; repositories are lower case: "a"
                \(bad):1: "nginx:": empty tag at character 7; write a tag after the colon or leave the colon out
                \(missing): cannot be read: No such file or directory
                \(folder.url.path): cannot be read: Is a directory
                """)
    }

    @Test func argumentsAndListsAreMerged() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let list = try folder.write("images.txt", "a.b/c\nnginx\n")
        let uses = try ReleaseReader.read(arguments: ["nginx"], lists: [list, list])
        #expect(uses.map(\.reference.description) == ["docker.io/library/nginx:latest", "a.b/c:latest"])
        #expect(uses.map { $0.origins.map(\.description) } == [["argument 1", "\(list):2"], ["\(list):1"]])
    }

    @Test func anEmptyReleaseIsAnError() throws {
        let error = try #require(throws: InputError.self) { try ReleaseReader.read(arguments: [], lists: []) }
        #expect(error.description == "the command line lists no image")
        let folder = try Folder()
        defer { folder.remove() }
        let list = try folder.write("images.txt", "")
        let empty = try #require(throws: InputError.self) {
            try ReleaseReader.read(arguments: ["nginx"], lists: [list])
        }
        #expect(empty.description == "\(list) holds no image reference: write one per line, # starts a comment")
    }

    @Test func devicesAndNamedPipesAreNotRead() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let pipe = try folder.write("pipe", "")
        unlink(pipe)
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in ["/dev/zero", "/dev/null", pipe] {
            let error = try #require(throws: InputError.self) { try ReleaseReader.fromFile(path) }
            #expect(error.description == "\(path): cannot be read: it is not a regular file")
        }
    }

    /// As in `--from <(program)`: a shell passes the end of a pipe that has no name.
    @Test func aPipeOfTheShellIsRead() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        #expect(write(ends[1], "a.b/c:1\n", 8) == 8)
        close(ends[1])
        let uses = try ReleaseReader.fromFile("/dev/fd/\(ends[0])")
        #expect(uses.map(\.reference.description) == ["a.b/c:1"])
    }

    @Test(.enabled(if: geteuid() != 0, "root reads every file")) func anUnreadableFileIsReported() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let secret = try folder.write("secret.txt", "nginx\n")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: secret)
        let error = try #require(throws: InputError.self) { try ReleaseReader.fromFile(secret) }
        #expect(error.description == "\(secret): cannot be read: Permission denied")
    }

    @Test func mergingKeepsOrderAndDropsDuplicateOrigins() throws {
        let one = try ImageReference(parsing: "a.b/c")
        let two = try ImageReference(parsing: "a.b/d")
        let merged = ReleaseReader.merge([
            ImageUse(reference: two, origins: [.argument(1)]), ImageUse(reference: one, origins: [.argument(2)]),
            ImageUse(reference: two, origins: [.argument(1), .standardInput(line: 1)]),
        ])
        #expect(
            merged == [
                ImageUse(reference: two, origins: [.argument(1), .standardInput(line: 1)]),
                ImageUse(reference: one, origins: [.argument(2)]),
            ])
    }
}

/// A temporary folder for one test.
struct Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "blobgate-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: url.appending(path: name))
        return path(name)
    }

    func remove() { try? FileManager.default.removeItem(at: url) }
}
