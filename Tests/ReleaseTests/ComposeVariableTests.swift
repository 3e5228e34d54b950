import Foundation
import OCI
import Record
import Release
import Testing

/// Variables in Compose files, as `docker-compose config` fills them in.
@Suite struct ComposeVariableTests {
    private static let variables = ["SET": "1.4", "EMPTY": "", "DOLLAR": "$SET"]

    private func image(_ text: String, dotenv: String? = nil, _ more: [String: String] = [:]) throws -> String {
        let folder = try Folder()
        defer { folder.remove() }
        let path = try folder.write("compose.yaml", "services:\n  a:\n    image: \"\(text)\"\n")
        if let dotenv { _ = try folder.write(".env", dotenv) }
        var settings = ComposeSettings()
        settings.environment = Self.variables.merging(more) { $1 }
        return try ComposeReader.read(path, settings: settings).uses.map(\.reference.original).joined(separator: " ")
    }

    /// Each was compared with docker-compose 2.40.3.
    @Test(arguments: [
        ("r.t/a:$SET", "r.t/a:1.4"), ("r.t/a:${SET}", "r.t/a:1.4"), ("r.t/a:${SET:-9}", "r.t/a:1.4"),
        ("r.t/a:${UN:-9}", "r.t/a:9"), ("r.t/a:${EMPTY:-9}", "r.t/a:9"), ("r.t/a:${EMPTY-9}x", "r.t/a:x"),
        ("r.t/a:${UN-9}", "r.t/a:9"), ("r.t/a:${UN:-${SET}}", "r.t/a:1.4"),
        ("r.t/a:${UN:-${UM:-${SET}}}", "r.t/a:1.4"), ("r.t/a:1${SET:+b}", "r.t/a:1b"),
        ("r.t/a:1${EMPTY:+b}", "r.t/a:1"), ("r.t/a:1${EMPTY+b}", "r.t/a:1b"), ("r.t/a:1${UN+b}", "r.t/a:1"),
        ("r.t/a:${SET:?no}", "r.t/a:1.4"), ("r.t/a:${EMPTY?no}1", "r.t/a:1"), ("r.t/a:$SET-slim", "r.t/a:1.4-slim"),
        ("${UN:-r.t}/a:${SET}", "r.t/a:1.4"), ("r.t/a:${UN:-}1", "r.t/a:1"),
    ])
    func isFilledIn(text: String, expected: String) throws { #expect(try image(text) == expected) }

    @Test(arguments: [
        "r.t/a:${UN}", "r.t/a:$UN", "r.t/a${UN}", "r.t/a:${UN:?no}", "r.t/a:${EMPTY:?no}", "r.t/a:${SET", "r.t/a:${}",
        "r.t/a:${ SET}", "r.t/a:${SET }", "r.t/a:${SET!}", "r.t/a:${SET/1/2}", "r.t/a:1$$", "r.t/$DOLLAR", "r.t/a$1",
        "r.t/a:${SET:x}", "r.t/a:${UN:-${UM}}",
    ])
    func isNeverGuessed(text: String) { #expect(throws: InputError.self) { try image(text) } }

    @Test(arguments: [
        ("T=1", "1"), ("T = 1", "1"), ("export T=1", "1"), ("T: 1", "1"), ("T=1 # c", "1"), ("T='1'", "1"),
        ("T=\"1\" # c", "1"), ("A=1\nT=$A.2", "1.2"), ("A=1\nT=\"${A}b\"", "1b"), ("T=1\nT=2", "2"),
        ("\u{FEFF}T=1", "1"), ("T=1\r\n", "1"), ("# c\n\n  T=1  ", "1"), ("X=\"a\nb\"\nT=1", "1"), ("T=${UN:-7}", "7"),
        ("SET=9\nT=$SET", "1.4"), ("X='it\\'s'\nT=2", "2"), ("some words\nT=2", "2"), ("T.X=1\nT=3", "3"),
        ("  export   T=1", "1"),
    ])
    func envFilesAreRead(text: String, expected: String) throws {
        #expect(try image("r.t/a:$T", dotenv: text) == "r.t/a:\(expected)")
    }

    @Test(arguments: [("T=\"1", 1), ("A=1\nT=${SET", 2), ("A=1\n\n!=2", 3)])
    func wrongEnvFilesAreRejected(text: String, line: Int) throws {
        let error = try #require(throws: InputError.self) { try image("r.t/a:$T", dotenv: text) }
        #expect(error.faults.map(\.number) == [line])
        #expect(error.description.contains(".env:\(line)"), "\(error)")
    }

    /// Variables that use each other twice, or a long one that is used often, make terabytes of a few lines.
    @Test func expansionIsBounded() throws {
        let doubling = (1...60).map { "A\($0)=${A\($0 - 1)}${A\($0 - 1)}" }.joined(separator: "\n")
        let error = try #require(throws: InputError.self) {
            try image("r.t/a:${A60}", dotenv: "A0=xxxxxxxxxx\n\(doubling)\n")
        }
        #expect(error.description.contains("more than 16 MiB"), "\(error)")
        let long = String(repeating: "x", count: 1 << 20)
        let uses = String(repeating: "${LONG}", count: 17)
        #expect(throws: InputError.self) { try image("r.t/a:\(uses)", ["LONG": long]) }
        #expect(try image("r.t/a:1\"\n    command: \"${LONG}${LONG}", ["LONG": long]) == "r.t/a:1")
    }

    @Test func theProcessWinsOverFiles() throws {
        #expect(try image("r.t/a:${T-0}x", dotenv: "T=1", ["T": ""]) == "r.t/a:x")
        #expect(try image("r.t/a:${T-0}", dotenv: "T=1", ["COMPOSE_DISABLE_ENV_FILE": "true"]) == "r.t/a:0")
    }

    @Test func laterEnvFilesWinAndReplaceTheDefaultOne() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = try folder.write("compose.yaml", "services: {a: {image: \"r.t/a:$T-$V-${W:-none}\"}}\n")
        _ = try folder.write(".env", "W=0\n")
        var settings = ComposeSettings()
        settings.environmentFiles = [
            try folder.write("a.env", "T=1\nV=1\n"), try folder.write("b.env", "T=2\nV=$V.5\n"),
        ]
        let reading = try ComposeReader.read(path, settings: settings)
        #expect(reading.uses.map(\.reference.original) == ["r.t/a:2-1.5-none"])
        let notice = try #require(reading.notices.first)
        #expect(notice.contains("T (\(folder.path("b.env")))"), "\(notice)")
        #expect(notice.contains("W (not set: default)"), "\(notice)")
        settings.environmentFiles = [folder.path("no.env")]
        #expect(throws: InputError.self) { try ComposeReader.read(path, settings: settings) }
        settings.environmentFiles = []
        settings.environment["COMPOSE_ENV_FILES"] = folder.path("a.env")
        #expect(try ComposeReader.read(path, settings: settings).uses.map(\.reference.original) == ["r.t/a:1-1-none"])
    }

    @Test func requiredVariablesOutsideOfImagesAreReported() throws {
        let text = "services: {a: {image: \"r.t/a:1\", environment: {P: \"${PASS:?set it}\"}}}\n"
        let reading = try ComposeReader.read(Array(text.utf8), source: .file("compose.yaml"))
        #expect(reading.uses.map(\.reference.original) == ["r.t/a:1"])
        #expect(reading.notices.contains { $0.contains("PASS is required but not set: set it (compose.yaml:1)") })
    }

    @Test func stacksHaveTheirOwnRules() throws {
        let folder = try Folder()
        defer { folder.remove() }
        _ = try folder.write(".env", "T=1\n")
        func read(_ text: String, _ environment: [String: String] = ["T": "2"]) throws -> String {
            let path = try folder.write("stack.yml", text)
            var settings = ComposeSettings()
            settings.environment = environment
            return try ComposeReader.readStack(path, settings: settings).uses.map(\.reference.original)
                .joined(separator: " ")
        }
        #expect(
            try read("services: {a: {build: ., image: \"r.t/a:${T}-slim\", deploy: {replicas: 0}}}") == "r.t/a:2-slim")
        #expect(try read("services: {a: {image: \"r.t/a:${T:-3}\"}}", [:]) == "r.t/a:3")
        for wrong in [
            "services: {a: {image: \"r.t/a:$T-slim\"}}", "services: {a: {image: \"r.t/a:${T+1}\"}}",
            "services: {a: {image: \"r.t/a:1\", pull_policy: always}}", "services: {a: {build: .}}",
            "services: {a: {image: \"r.t/a:1\", profiles: [x]}}", "name: x\nservices: {a: {image: \"r.t/a:1\"}}",
            "services: {b: {image: \"r.t/b:1\"}, a: {extends: b}}",
            "services: {a: {image: \"r.t/a:1\"}}\n---\nservices: {b: {image: \"r.t/b:1\"}}",
        ] {
            #expect(throws: InputError.self, "\(wrong)") { try read(wrong) }
        }
    }
}
