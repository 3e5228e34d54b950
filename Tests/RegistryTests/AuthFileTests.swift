import Foundation
import OCI
import Record
import Testing

@testable import Registry

private func file(_ json: String, _ form: AuthFile.Form = .config) throws -> AuthFile {
    try AuthFile(parsing: Data(json.utf8), as: form, source: "config.json")
}

private func entry(_ file: AuthFile, _ registry: String, _ repository: String = "team/app") throws -> Credential? {
    let name: RepositoryName = try #require(RepositoryName(repository))
    return file.credential(for: try #require(RegistryName(registry)), name)
}

private func helper(_ file: AuthFile, _ registry: String, _ repository: String = "team/app") throws -> String? {
    let name: RepositoryName = try #require(RepositoryName(repository))
    return file.helper(for: try #require(RegistryName(registry)), name)
}

/// Entries of docker's config.json, podman's auth.json and .dockercfg.
@Suite struct AuthFileTests {
    @Test(arguments: [
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:p"))"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:p:q"))"}}}"#, "r.test", "u", "p:q"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:p\0\0"))"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:"))"}}}"#, "r.test", "u", ""),
        (#"{"auths":{"r.test":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"","username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("a:b"))","username":"u","password":"p"}}}"#, "r.test", "a", "b"),
        (#"{"auths":{"r.test:5000":{"username":"u","password":"p"}}}"#, "r.test:5000", "u", "p"),
        (#"{"auths":{"[::1]:5000":{"username":"u","password":"p"}}}"#, "[::1]:5000", "u", "p"),
        (#"{"auths":{"https://r.test":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"https://r.test/v1/":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"http://r.test/v2/":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"https://r.test/some/path":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"https://r.test/v2/some/path/":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"AUTHS":{"r.test":{"Username":"u","passWord":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auth\u017f":{"r.test":{"AUTH":"\#(encoded("u:p"))"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"x":{}},"Auths":{"r.test":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"username":"a","username":"u","password":"p"}}} trailing"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:p"))\n"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"dT\r\npw\n"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test/v2/":{"username":"u","password":"p"}}}"#, "R.TEST", "u", "p"),
        (#"{"auths":{"https://index.docker.io/v1/":{"username":"u","password":"p"}}}"#, "docker.io", "u", "p"),
        (#"{"auths":{"docker.io":{"username":"u","password":"p"}}}"#, "docker.io", "u", "p"),
        (#"{"auths":{"docker.io/team":{"username":"u","password":"p"}}}"#, "index.docker.io", "u", "p"),
        (#"{"auths":{"registry-1.docker.io":{"username":"u","password":"p"}}}"#, "index.docker.io", "u", "p"),
        (#"{"auths":{"r.test":{"username":"u"}}}"#, "r.test", "u", ""),
        (#"{"auths":{"r.test":{"username":"u","email":"e@x"},"x":null},"HttpHeaders":{"A":"b"}}"#, "r.test", "u", ""),
    ])
    func entries(json: String, registry: String, user: String, password: String) throws {
        let found = try entry(file(json), registry)
        #expect(found == Credential(user: user, password: Secret(password)))
        #expect(found?.login?.basicAuthorization == "Basic " + encoded("\(user):\(password)"))
    }

    @Test(arguments: [
        "{}", #"{"auths":null}"#, #"{"auths":{}}"#, #"{"auths":{"r.test":{}}}"#, #"{"auths":{"r.test":null}}"#,
        #"{"auths":{"other.test":{"username":"u"}}}"#, #"{"auths":{"r.test:5000":{"username":"u"}}}"#,
        #"{"auths":{"r.test":{"username":""}}}"#, #"{"auths":{"r.test":{"auth":"\#(encoded(":"))"}}}"#,
        #"{"auths":{"r.test/other":{"username":"u"}}}"#, #"{"auths":{"r.test/tea":{"username":"u"}}}"#,
        #"{"auths":{"r.test/v2":{"username":"u"}}}"#, #"{"auths":{"test":{"username":"u"}}}"#,
        #"{"auths":{"r.test":{"identitytoken":"","registrytoken":""}}}"#, "", " \n\t",
        // docker and podman compare the host as it is written, and schemes too.
        #"{"auths":{"R.TEST":{"username":"u"}}}"#, #"{"auths":{"HTTPS://r.test/":{"username":"u"}}}"#,
        #"{"auths":{"https://R.test/v1/":{"username":"u"}}}"#,
    ])
    func noEntry(json: String) throws {
        #expect(try entry(file(json), "r.test") == nil)
        #expect(try helper(file(json), "r.test") == nil)
    }

    @Test(
        arguments: [
            (#"{"identitytoken":"SECRET"}"#, Credential(token: .identity(Secret("SECRET")))),
            (
                #"{"auth":"\#(encoded("00000000-0000:"))","identitytoken":"SECRET"}"#,
                Credential(token: .identity(Secret("SECRET")))
            ),
            (
                #"{"auth":"\#(encoded("u:p"))","identitytoken":"SECRET"}"#,
                Credential(token: .identity(Secret("SECRET")), login: .init(user: "u", password: Secret("p")))
            ),
            (#"{"registrytoken":"SECRET"}"#, Credential(token: .registry(Secret("SECRET")))),
            (
                #"{"registrytoken":"SECRET","identitytoken":"OTHER"}"#,
                Credential(token: .registry(Secret("SECRET")))
            ),
        ])
    func tokens(json: String, expected: Credential) throws {
        #expect(try entry(file(#"{"auths":{"r.test":\#(json)}}"#), "r.test") == expected)
    }

    @Test func theLongestPrefixWins() throws {
        let file = try file(
            #"""
            {"auths":{"r.test":{"username":"host"},"r.test/team":{"username":"team"},
            "r.test/team/app":{"username":"app"},"r.test:5000/team":{"username":"port"}}}
            """#)
        let expected = [
            ("r.test", "team/app", "app"), ("r.test", "team/app/sub", "app"), ("r.test", "team/other", "team"),
            ("r.test", "team/application", "team"), ("r.test", "elsewhere", "host"),
            ("r.test:5000", "team/app", "port"),
        ]
        for (registry, repository, user) in expected {
            #expect(try entry(file, registry, repository)?.login?.user == user, "\(registry)/\(repository)")
        }
        #expect(try entry(file, "r.test:5000", "elsewhere") == nil)
    }

    @Test func theNormalizedSpellingWins() throws {
        for order in [["docker.io", "https://index.docker.io/v1/"], ["https://index.docker.io/v1/", "docker.io"]] {
            let entries = order.map { #""\#($0)":{"username":"\#($0)"}"# }.joined(separator: ",")
            #expect(try entry(file(#"{"auths":{\#(entries)}}"#), "docker.io")?.login?.user == "docker.io")
        }
    }

    @Test(
        arguments: [
            (#"{"credHelpers":{"r.test":"ecr-login"}}"#, "ecr-login"),
            (#"{"credHelpers":{"https://r.test/v2/":"ecr-login"},"credsStore":"desktop"}"#, "ecr-login"),
            (#"{"credHelpers":{"r.test":"a","r.test/team":"b"}}"#, "b"),
            (#"{"credHelpers":{"other.test":"a"},"credsStore":"desktop"}"#, "desktop"),
            (#"{"credHelpers":{"r.test":""},"credsStore":"desktop"}"#, nil), (#"{"credsStore":""}"#, nil),
            (#"{"credsStore":null,"credHelpers":null}"#, nil),
            (#"{"auths":{"r.test":{}},"credsStore":"desktop"}"#, "desktop"),
        ] as [(String, String?)])
    func helpers(json: String, suffix: String?) throws {
        #expect(try helper(file(json), "r.test") == suffix)
    }

    @Test func legacyForms() throws {
        let old = try file(#"{"https://r.test/v1/":{"auth":"\#(encoded("u:p"))","email":"e@x"}}"#, .dockercfg)
        #expect(try entry(old, "r.test") == Credential(user: "u", password: Secret("p")))
        #expect(try entry(file(#"{"auths":{"r.test":{"username":"u"}}}"#, .dockercfg), "r.test") == nil)
    }

    @Test(
        arguments: [
            ("not json", .config, "not the JSON of a docker config.json"),
            ("[]", .config, "not the JSON of a docker config.json"),
            (#"{"auths":[]}"#, .config, "not the JSON of a docker config.json"),
            (#"{"credHelpers":["x"]}"#, .config, "not the JSON of a docker config.json"),
            ("{", .config, "not the JSON of a docker config.json"),
            (#"{"auths":{"r.test":{"auth":1}}}"#, .config, "not the JSON of a docker config.json"),
            (#"{"auths":{"r.test":"SECRET"}}"#, .config, "not the JSON of a docker config.json"),
            ("[]", .dockercfg, "not the JSON of a .dockercfg"),
            (
                #"{"auths":{"r.test":{"auth":"%%%"}}}"#, .config,
                #"auths["r.test"].auth is not base64 of user:password"#
            ),
            (
                #"{"auths":{"r.test":{"auth":"\#(encoded("SECRET"))"}}}"#, .config,
                #"auths["r.test"].auth is not base64 of user:password"#
            ),
            (
                #"{"auths":{"r\u001b[31m":{"auth":"//79"}}}"#, .config,
                #"auths["r\u{1b}[31m"].auth is not base64 of user:password"#
            ),
            (#"{"r.test":{"auth":"x"}}"#, .dockercfg, #"["r.test"].auth is not base64 of user:password"#),
            (
                #"{"auths":{"r.test":{"registrytoken":"SECRET\r\nX: y"}}}"#, .config,
                #"auths["r.test"].registrytoken is not printable ASCII"#
            ),
        ] as [(String, AuthFile.Form, String)])
    func unreadable(json: String, form: AuthFile.Form, reason: String) {
        let error = #expect(throws: CredentialFileError.self) { try file(json, form) }
        #expect(error?.description == "config.json: \(reason)")
    }

    @Test("keys that differ in case alone are found for a message, and never used")
    func misspelledKeys() throws {
        let file = try file(
            #"""
            {"auths":{"R.test":{"username":"u"},"r.test/team":{},"https://R.TEST/v1/":{"username":"u"},"other":{}},
            "credHelpers":{"r.Test":"x"}}
            """#)
        #expect(file.misspelledKeys(for: try #require(RegistryName("r.test"))) == ["R.TEST", "R.test", "r.Test"])
        #expect(file.misspelledKeys(for: try #require(RegistryName("other.test"))).isEmpty)
    }

    @Test func secretsAreNeverShown() async throws {
        let password = "hunter2"
        let secret = Secret(password)
        let values: [Any] = [
            secret, Credential(user: "u", password: secret), Credential(token: .identity(secret)),
            Credential(token: .registry(secret)), try file(#"{"auths":{"r":{"username":"u","password":"hunter2"}}}"#),
            CredentialSources(authfile: nil, environment: ["DOCKER_AUTH_CONFIG": password]),
            CredentialStore(files: [try file(#"{"auths":{"r":{"username":"u","password":"hunter2"}}}"#)]),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            dump([value], to: &dumped)
            for text in [dumped, "\(value)", String(reflecting: value), String(describing: Optional(value))] {
                #expect(!text.contains(password), "\(text)")
                #expect(!text.contains(encoded("u:hunter2")))
            }
        }
        #expect("\(secret)" == "<secret>")
    }
}
