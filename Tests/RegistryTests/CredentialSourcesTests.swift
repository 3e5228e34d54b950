import Foundation
import OCI
import Record
import Testing

@testable import Registry

/// Which sources are searched, and in which order.
@Suite struct CredentialSourcesTests {
    private static let everything = [
        "BLOBGATE_AUTHFILE": "/b/auth.json", "REGISTRY_AUTH_FILE": "/r/auth.json", "DOCKER_AUTH_CONFIG": "{}",
        "DOCKER_CONFIG": "/d", "XDG_RUNTIME_DIR": "/run/user/1", "XDG_CONFIG_HOME": "/x", "HOME": "/h",
        "HELM_REGISTRY_CONFIG": "/helm/config.json",
    ]

    private static func shown(_ place: CredentialSources.Place) -> String {
        let content =
            switch place.content {
            case .file(let path): path
            case .inline: "inline"
            }
        return [content, "\(place.form)", place.namedBy].compactMap { $0 }.joined(separator: " ")
    }

    @Test(
        arguments: [
            ("/f", [], ["/f config --authfile"]), ("/f/.dockercfg", [], ["/f/.dockercfg dockercfg --authfile"]),
            (nil, [], ["/b/auth.json config BLOBGATE_AUTHFILE"]),
            (nil, ["BLOBGATE_AUTHFILE"], ["/r/auth.json config REGISTRY_AUTH_FILE"]),
            (
                nil, ["BLOBGATE_AUTHFILE", "REGISTRY_AUTH_FILE"],
                [
                    "inline config DOCKER_AUTH_CONFIG", "/d/config.json config",
                    "/run/user/1/containers/auth.json config", "/x/containers/auth.json config",
                    "/h/.dockercfg dockercfg", "/helm/config.json config",
                ]
            ),
            (
                nil, ["BLOBGATE_AUTHFILE", "REGISTRY_AUTH_FILE", "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG"],
                [
                    "/h/.docker/config.json config", "/run/user/1/containers/auth.json config",
                    "/x/containers/auth.json config", "/h/.dockercfg dockercfg", "/helm/config.json config",
                ]
            ),
            (
                nil,
                [
                    "BLOBGATE_AUTHFILE", "REGISTRY_AUTH_FILE", "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG",
                    "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "HELM_REGISTRY_CONFIG",
                ],
                ["/h/.docker/config.json config", "/h/.config/containers/auth.json config", "/h/.dockercfg dockercfg"]
            ),
            (nil, Array(everything.keys), []),
        ] as [(String?, [String], [String])])
    func order(authfile: String?, unset: [String], expected: [String]) {
        var environment = Self.everything
        for name in unset { environment[name] = nil }
        let places = CredentialSources(authfile: authfile, environment: environment).places
        #expect(places.map(Self.shown) == expected)
        for name in unset { environment[name] = "" }
        #expect(CredentialSources(authfile: authfile, environment: environment).places == places)
    }

    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "blobgate-auth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private static func write(_ json: String, to path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(json.utf8).write(to: url)
    }

    @Test func allExistingFilesAreRead() throws {
        try Self.withFolder { folder in
            let environment = [
                "HOME": folder, "DOCKER_AUTH_CONFIG": #"{"auths":{}}"#, "XDG_RUNTIME_DIR": "\(folder)/run",
            ]
            let sources = CredentialSources(authfile: nil, environment: environment)
            #expect(try sources.read().map(\.source) == ["DOCKER_AUTH_CONFIG"])
            try Self.write("{}", to: "\(folder)/.docker/config.json")
            try Self.write("{}", to: "\(folder)/run/containers/auth.json")
            try Self.write("{}", to: "\(folder)/.config/containers/auth.json")
            try Self.write("{}", to: "\(folder)/.dockercfg")
            #expect(
                try sources.read().map(\.source) == [
                    "DOCKER_AUTH_CONFIG", "\(folder)/.docker/config.json", "\(folder)/run/containers/auth.json",
                    "\(folder)/.config/containers/auth.json", "\(folder)/.dockercfg",
                ])
        }
    }

    @Test(arguments: ["--authfile", "BLOBGATE_AUTHFILE", "REGISTRY_AUTH_FILE"])
    func aConfiguredFileMustExist(name: String) throws {
        try Self.withFolder { folder in
            let path = "\(folder)/a\u{1b}.json"
            let sources = CredentialSources(
                authfile: name == "--authfile" ? path : nil, environment: [name: path, "HOME": folder])
            let error = #expect(throws: CredentialFileError.self) { try sources.read() }
            #expect(error?.description == "\(folder)/a\\x1b.json: \(name) points to this file, but it does not exist")
        }
    }

    /// Neither a pipe that no one writes to nor a file of any size may hold or fill the process.
    @Test func onlySmallRegularFilesAreRead() throws {
        try Self.withFolder { folder in
            let path = "\(folder)/auth.json"
            let sources = CredentialSources(authfile: path, environment: [:])
            #expect(mkfifo(path, 0o600) == 0)
            var error = #expect(throws: CredentialFileError.self) { try sources.read() }
            #expect(error?.description == "\(path): the credentials file is not a regular file")
            unlink(path)
            try Self.write("{}", to: path)
            #expect(truncate(path, 1 << 40) == 0)
            error = #expect(throws: CredentialFileError.self) { try sources.read() }
            #expect(
                error?.description
                    == "\(path): the credentials file has 1099511627776 bytes; the limit is 1048576 bytes")
            try Self.write("{}" + String(repeating: " ", count: (1 << 20) - 2), to: path)
            #expect(try sources.read().map(\.source) == [path])
        }
        let error = #expect(throws: CredentialFileError.self) {
            try CredentialSources(authfile: "/dev/zero", environment: [:]).read()
        }
        #expect(error?.description == "/dev/zero: the credentials file is not a regular file")
    }

    @Test func anUnreadableFileIsAnError() throws {
        try Self.withFolder { folder in
            try Self.write("{}", to: "\(folder)/.docker/config.json/x")
            let error = #expect(throws: CredentialFileError.self) {
                try CredentialSources(authfile: nil, environment: ["HOME": folder]).read()
            }
            #expect(
                error?.description == "\(folder)/.docker/config.json: cannot read the credentials file")
        }
        let error = #expect(throws: CredentialFileError.self) {
            try CredentialSources(authfile: nil, environment: ["DOCKER_AUTH_CONFIG": "SECRET"]).read()
        }
        #expect(
            error?.description == "DOCKER_AUTH_CONFIG: not the JSON of a docker config.json")
    }
}
