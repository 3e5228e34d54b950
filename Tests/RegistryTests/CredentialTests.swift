import Foundation
import OCI
import Testing

@testable import Registry

private func store(_ json: String) throws -> CredentialStore {
    try DockerConfigFile.parse(Data(json.utf8), source: "config.json")
}

private func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

@Suite struct CredentialTests {
    private func look(
        _ store: CredentialStore, _ registry: String, _ repository: String = "team/app"
    ) throws -> (credential: Credential?, obstacle: String?) {
        let name = try #require(RegistryName(registry))
        let repository = try #require(RepositoryName(repository))
        return (store.credential(for: name, repository), store.obstacle(for: name, repository))
    }

    @Test(arguments: [
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:p"))"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:p:q"))"}}}"#, "r.test", "u", "p:q"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("u:p\0\0"))"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"","username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"r.test":{"auth":"\#(encoded("a:b"))","username":"u","password":"p"}}}"#, "r.test", "a", "b"),
        (#"{"auths":{"r.test:5000":{"username":"u","password":"p"}}}"#, "r.test:5000", "u", "p"),
        (#"{"auths":{"https://r.test":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"http://r.test/v2/":{"username":"u","password":"p"}}}"#, "r.test", "u", "p"),
        (#"{"auths":{"https://index.docker.io/v1/":{"username":"u","password":"p"}}}"#, "docker.io", "u", "p"),
        (#"{"auths":{"docker.io":{"username":"u","password":"p"}}}"#, "docker.io", "u", "p"),
        (#"{"auths":{"registry-1.docker.io":{"username":"u","password":"p"}}}"#, "index.docker.io", "u", "p"),
        (#"{"auths":{"r.test":{"username":"u"}}}"#, "r.test", "u", ""),
    ])
    func entries(json: String, registry: String, user: String, password: String) throws {
        let found = try look(store(json), registry).credential
        #expect(found == Credential(user: user, password: Secret(password)))
        #expect(found?.basicAuthorization == "Basic " + encoded("\(user):\(password)"))
    }

    @Test(arguments: [
        "{}", #"{"auths":{}}"#, #"{"auths":{"r.test":{}}}"#, #"{"auths":{"other.test":{"username":"u"}}}"#,
        #"{"auths":{"r.test:5000":{"username":"u"}}}"#, #"{"auths":{"r.test":{"username":""}}}"#,
        #"{"auths":{"r.test/other":{"username":"u"}}}"#, #"{"auths":{"r.test/tea":{"username":"u"}}}"#,
    ])
    func noEntry(json: String) throws {
        let found = try look(store(json), "r.test")
        #expect(found.credential == nil)
        #expect(found.obstacle == nil)
    }

    @Test(arguments: [
        (
            #"{"credHelpers":{"r.test":"ecr-login"}}"#,
            #"config.json names the credential helper "ecr-login" for r.test, which this version does not run"#
        ),
        (
            #"{"auths":{"r.test":{}},"credsStore":"desktop"}"#,
            #"config.json keeps credentials in the store "desktop", which this version does not run"#
        ),
        (
            #"{"auths":{"r.test":{"identitytoken":"SECRET"}}}"#,
            "config.json holds only a token for r.test, which this version cannot use"
        ),
        (
            #"{"auths":{"r.test":{"auth":"\#(encoded("00000000-0000:"))","identitytoken":"SECRET"}}}"#,
            "config.json holds only a token for r.test, which this version cannot use"
        ),
        (
            #"{"auths":{"r.test":{"registrytoken":"SECRET"}}}"#,
            "config.json holds only a token for r.test, which this version cannot use"
        ),
    ])
    func obstacles(json: String, text: String) throws {
        let found = try look(store(json), "r.test")
        #expect(found.credential == nil)
        #expect(found.obstacle == text)
    }

    @Test func theLongestPrefixWins() throws {
        let store = try store(
            #"""
            {"auths":{"r.test":{"username":"host"},"r.test/team":{"username":"team"},
            "r.test/team/app":{"username":"app"}}}
            """#)
        let expected = [
            ("team/app", "app"), ("team/app/sub", "app"), ("team/other", "team"), ("team/application", "team"),
            ("elsewhere", "host"),
        ]
        for (repository, user) in expected {
            #expect(try look(store, "r.test", repository).credential?.user == user, "\(repository)")
        }
        #expect(try look(store, "r.test:5000").credential == nil)
    }

    @Test(arguments: [
        ("not json", "it is not the JSON of a docker config.json"),
        ("[]", "it is not the JSON of a docker config.json"),
        (#"{"auths":[]}"#, "it is not the JSON of a docker config.json"),
        ("", "it is not the JSON of a docker config.json"),
        (#"{"auths":{"r.test":{"auth":"%%%"}}}"#, #"auths["r.test"].auth is not the base64 form of user:password"#),
        (
            #"{"auths":{"r.test":{"auth":"\#(encoded("nocolon"))"}}}"#,
            #"auths["r.test"].auth is not the base64 form of user:password"#
        ),
        (#"{"auths":{"r.test":{"auth":"//79"}}}"#, #"auths["r.test"].auth is not the base64 form of user:password"#),
    ])
    func unreadable(json: String, reason: String) {
        #expect(throws: CredentialFileError(file: "config.json", reason: reason)) { try store(json) }
    }

    @Test func theErrorShowsNoSecret() throws {
        let error = try #require(throws: CredentialFileError.self) {
            try store(#"{"auths":{"r.test":{"auth":"\#(encoded("SECRET"))"}}}"#)
        }
        #expect(error.description == #"config.json: auths["r.test"].auth is not the base64 form of user:password"#)
    }

    @Test(
        arguments: [
            (["HOME": "/h"], "/h/.docker/config.json"), (["HOME": "/h", "DOCKER_CONFIG": "/d"], "/d/config.json"),
            (["HOME": "/h", "DOCKER_CONFIG": ""], "/h/.docker/config.json"), ([:], nil),
        ] as [([String: String], String?)])
    func place(environment: [String: String], path: String?) {
        #expect(DockerConfigFile.defaultPath(environment: environment) == path)
    }

    @Test func secretsAreNeverShown() throws {
        let password = "hunter2"
        let secret = Secret(password)
        let credential = Credential(user: "u", password: secret)
        let store = try store(#"{"auths":{"r.test":{"username":"u","password":"\#(password)"}}}"#)
        var dumped = ""
        dump(secret, to: &dumped)
        dump(credential, to: &dumped)
        dump(store, to: &dumped)
        dump([credential], to: &dumped)
        let shown = [
            dumped, "\(secret) \(credential) \(store)", String(reflecting: secret), String(reflecting: credential),
            String(reflecting: store), String(describing: Optional(secret)),
            "\(Mirror(reflecting: secret).children.count)",
        ]
        for text in shown {
            #expect(!text.contains(password), "\(text)")
            #expect(!text.contains(encoded("u:hunter2")))
        }
        #expect("\(secret)" == "<secret>")
    }
}
