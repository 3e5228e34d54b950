import Foundation
import OCI
import Record
import Testing
import Transfer

@testable import Registry

private let now = ContinuousClock.now
private let login = Credential(user: "u", password: Secret("p"))
private let identity = Credential(token: .identity(Secret("I+/= x")))
private let registryToken = Credential(token: .registry(Secret("R")))

/// Token requests and responses.
@Suite struct TokenTests {
    @Test(arguments: [
        (#"{"token":"abc","expires_in":100}"#, "Bearer abc", 95.0),
        (#"{"access_token":"abc"}"#, "Bearer abc", 55), (#"{"token":"","access_token":"b"}"#, "Bearer b", 55),
        (#"{"token":"a","access_token":"b","expires_in":6}"#, "Bearer b", 3),
        (#"{"token":"a","expires_in":0}"#, "Bearer a", 0), (#"{"token":"a","expires_in":-10}"#, "Bearer a", 0),
        (#"{"token":"a","expires_in":9000000000000000000}"#, "Bearer a", 86_395),
        (#"{"Token":"a","EXPIRES_IN":100} and more"#, "Bearer a", 95),
        (#"{"token":"a","expires_in":null}"#, "Bearer a", 55),
        (#"{"token":null,"access_token":"x.y-z_="}"#, "Bearer x.y-z_=", 55),
        (#"{"access_token":"x","refresh_token":"y","scope":"z","issued_at":"2015-01-01T00:00:00.5Z"}"#, "Bearer x", 55),
        (#"{"token":"a","issued_at":null}"#, "Bearer a", 55),
    ])
    func tokens(body: String, authorization: String, life: Double) throws {
        let token = try BearerToken(body: Array(body.utf8), receivedAt: now)
        #expect(token.authorization == authorization)
        #expect(token.expires - now == .seconds(life))
        #expect(token.isGood(at: now) == (life > 0))
        #expect(!token.isGood(at: token.expires))
    }

    /// One member that Go cannot read makes all clients refuse the reply.
    @Test(arguments: [
        ("", TokenProblem.notJSON), ("{}", .absent), ("[]", .notJSON), ("<html>", .notJSON), ("{", .notJSON),
        (#"{"token":""}"#, .absent), (#"{"token":1}"#, .badMember(name: "token")),
        (#"{"token":"a\r\nX: y"}"#, .unusable), (#"{"token":"a b"}"#, .unusable), (#"{"token":"ü"}"#, .unusable),
        (#"{"token":"a","expires_in":"300"}"#, .badMember(name: "expires_in")),
        (#"{"token":"a","expires_in":300.0}"#, .badMember(name: "expires_in")),
        (#"{"token":"a","expires_in":3e2}"#, .badMember(name: "expires_in")),
        (#"{"token":"a","expires_in":{}}"#, .badMember(name: "expires_in")),
        (#"{"token":"a","Expires_In":true}"#, .badMember(name: "expires_in")),
        (#"{"token":"a","issued_at":""}"#, .badMember(name: "issued_at")),
        (#"{"token":"a","issued_at":"2015-01-01 00:00:00"}"#, .badMember(name: "issued_at")),
        (#"{"token":"a","issued_at":"2015-13-01T00:00:00Z"}"#, .badMember(name: "issued_at")),
        (#"{"token":"a","access_token":7}"#, .badMember(name: "access_token")),
    ])
    func noToken(body: String, problem: TokenProblem) {
        #expect(throws: problem) { try BearerToken(body: Array(body.utf8), receivedAt: now) }
    }

    @Test("a reply to a form needs access_token; a reply to a GET may have either")
    func members() throws {
        let body = Array(#"{"token":"a"}"#.utf8)
        #expect(throws: TokenProblem.absent) {
            try BearerToken(body: body, members: TokenRules.containerd.formMembers, receivedAt: now)
        }
        let other = try BearerToken(
            body: Array(#"{"token":"a","access_token":"b"}"#.utf8), members: TokenRules.containers.queryMembers,
            receivedAt: now)
        #expect(other.authorization == "Bearer a")
    }

    @Test("text after the JSON matters to nodes that read the whole reply", arguments: [" more", "{}", "\u{0}"])
    func textAfterTheToken(text: String) throws {
        let body = Array((#"{"token":"a"}"# + text).utf8)
        #expect(try BearerToken(body: body, receivedAt: .now).authorization == "Bearer a")
        #expect(throws: TokenProblem.notJSON) { try BearerToken(body: body, isWhole: true, receivedAt: .now) }
        let blank = Array("{\"token\":\"a\"} \r\n\t".utf8)
        #expect(try BearerToken(body: blank, isWhole: true, receivedAt: .now).authorization == "Bearer a")
    }

    @Test("each kind of node has rules and suites of its own") func rulesOfKinds() throws {
        #expect(TokenRules.of(.containerd) == .containerd && ReplyRules.of(.containerd) == .containerd)
        #expect(TokenRules.of(.crio) == .containers && ReplyRules.of(.crio) == .containers)
        #expect(TokenRules.of(.docker) == .docker && ReplyRules.of(.docker) == .docker)
        #expect(NodeKind.allCases.map { TokenRules.of($0).asksRoot } == [false, true, true])
        let mixed = try #require(NodeKinds([.docker, .crio, .containerd]))
        #expect(mixed.suites == .galoisCounter && NodeKinds(.crio).suites == .galoisCounter)
        #expect(NodeKinds.standard.suites == .standard && NodeKinds(.docker).suites == .standard)
    }

    private func backend(_ scheme: Backend.Scheme = .https, registry: String = "r.test") throws -> Backend {
        Backend(
            registry: try #require(RegistryName(registry)), name: "one", address: .init(host: "10.0.0.1", port: 1),
            scheme: scheme, source: .commandLine)
    }

    private func question(
        _ parameters: [String: String], _ credential: Credential? = nil, registry: String = "r.test"
    ) throws -> TokenRequest {
        try TokenRequest(
            Challenge(scheme: "bearer", parameters: parameters), of: backend(registry: registry),
            TokenScopes(named: parameters["scope"], for: repository("team/app")), credential: credential)
    }

    @Test(
        arguments: [
            ("https://a.test/token", "s", "repository:team/app:pull", "https://a.test/token?service=s&scope=OWN"),
            ("https://a.test/token?a=b%2Bc+d", "s", "x", "https://a.test/token?a=b%2Bc+d&service=s&scope=OWN"),
            ("https://a.test/token", nil, "a b", "https://a.test/token?scope=OWN"),
            ("https://a.test/token", "s p", "", "https://a.test/token?service=s%20p&scope=OWN"),
            ("https://a.test/token", "a&b=c+d", nil, "https://a.test/token?service=a%26b%3Dc%2Bd&scope=OWN"),
            ("https://a.test/token", nil, nil, "https://a.test/token?scope=OWN"),
        ] as [(String, String?, String?, String)])
    func urls(realm: String, service: String?, scope: String?, url: String) throws {
        var parameters = ["realm": realm]
        parameters["service"] = service
        parameters["scope"] = scope
        let request = try question(parameters, login).query
        #expect(request.url == url.replacing("OWN", with: "repository:team/app:pull"))
        #expect(request.form == nil)
        #expect(request.method == .get)
        #expect(request.headers.map(\.name) == ["Authorization"])
        #expect(try question(parameters).query.headers.isEmpty)
        #expect(try question(parameters, login).beginsWithForm && !question(parameters).beginsWithForm)
    }

    @Test func anIdentityTokenIsSentOnlyInAForm() throws {
        let request = try question(
            ["realm": "https://a.test/token", "service": "s", "scope": "a  b"], identity
        ).form
        #expect(request.url == "https://a.test/token")
        #expect(request.headers.isEmpty)
        #expect(
            request.form?.map { "\($0.name)=\($0.value)" } == [
                "grant_type=refresh_token", "refresh_token=I+/= x", "service=s", "scope=repository:team/app:pull",
                "client_id=blobgate",
            ])
    }

    /// Whatever a challenge names, only pull access to the repository is requested, and never more than pull access.
    @Test(
        arguments: [
            (nil, [], []), ("", [], []), ("repository:team/app:pull", [], []),
            ("repository:team/app:pull,push", [], ["repository:team/app:pull,push"]),
            (
                "repository:team/app:delete registry:catalog:*", [],
                ["repository:team/app:delete", "registry:catalog:*"]
            ),
            (
                "repository:mirror/app:push,pull  repository:team/app:pull", ["repository:mirror/app:pull"],
                ["repository:mirror/app:push,pull"]
            ),
            ("repository:mirror/app:*", [], ["repository:mirror/app:*"]),
            (
                "repository(plugin):a:pull repository:A:pull pull", [],
                ["repository(plugin):a:pull", "repository:A:pull", "pull"]
            ),
        ] as [(String?, [String], [String])])
    func scopes(named: String?, others: [String], excess: [String]) throws {
        let scopes = TokenScopes(named: named, for: try repository("team/app"))
        #expect(scopes.own == "repository:team/app:pull")
        #expect(scopes.others == others)
        #expect(scopes.excess == excess)
    }

    @Test func tokensAreNotSharedBetweenRegistries() throws {
        let challenge = ["realm": "https://a.test/token", "service": "s", "scope": "x"]
        let first = try question(challenge, login)
        #expect(try first == question(challenge, login))
        #expect(try first != question(challenge, login, registry: "evil.test"))
        #expect(try first != question(challenge))
    }

    @Test(arguments: [
        ("https://r.test/token", true), ("https://R.TEST:443/token", true), ("https://r.test:444/token", false),
        ("https://a.test/token", false),
    ])
    func pins(realm: String, isPinned: Bool) throws {
        #expect(try question(["realm": realm]).pin == (isPinned ? .init(host: "10.0.0.1", port: 1) : nil))
    }

    private func choice(
        _ fields: [String], _ credential: Credential?, _ scheme: Backend.Scheme = .https
    ) throws -> String {
        let challenges = Challenge.parse(fields)
        let place = try backend(scheme)
        let name = try repository("app")
        let answer: AccessAnswer
        do throws(CredentialFault) {
            answer = try AccessAnswer.choose(challenges, of: place, name, credential: credential)
        } catch {
            return switch error {
            case .missing(let hasToken, _, _, let unread):
                "missing(hasToken: \(hasToken)" + (unread.map { ", unread: \($0.joined(separator: " "))" } ?? "") + ")"
            case .insecureRealm(let realm, _): "insecure \(realm)"
            default: "\(error)"
            }
        }
        return switch answer {
        case .basic(let login): "basic \(login.user)"
        case .registryToken: "registry token"
        case .token(let question, _): "ask \(question.shownRealm)"
        }
    }

    @Test(
        arguments: [
            (["Basic realm=x"], login, "basic u"),
            (["Basic realm=x"], nil, "missing(hasToken: false)"),
            (["Basic realm=x"], identity, "missing(hasToken: true)"),
            (["Bearer realm=\"https://a.test/t\""], nil, "ask https://a.test/t"),
            // Clients read one challenge of each line.
            (["Basic realm=x, Bearer realm=\"https://a.test/t\""], login, "basic u"),
            (["Basic realm=x, Bearer realm=\"https://a.test/t\""], nil, "missing(hasToken: false, unread: bearer)"),
            (["Bearer realm=\"https://a.test/t\", Basic realm=x"], nil, "ask https://a.test/t"),
            (["Basic realm=x", "BEARER realm=\"https://a.test/t\""], login, "ask https://a.test/t"),
            (["Bearer realm=\"https://a.test/t\"", "Basic realm=x"], registryToken, "registry token"),
            (["Bearer service=x"], registryToken, "registry token"),
            (["Bearer service=x", "Basic realm=x"], login, "basic u"),
            (["Bearer service=x, Basic realm=x"], login, #"noUsableChallenge(schemes: ["bearer"])"#),
            (["Bearer realm=\"http://a.test/t\"", "Basic realm=x"], login, "basic u"),
            (["Bearer realm=\"http://a.test/t\"", "Basic realm=x"], nil, "insecure http://a.test/t"),
            (["Bearer realm=\"/t\"", "Bearer realm=\"https://a.test/t\""], nil, "ask https://a.test/t"),
            (["Negotiate", "Basic realm=x"], login, "basic u"),
            (["Negotiate", "Digest realm=x"], login, #"noUsableChallenge(schemes: ["negotiate", "digest"])"#),
            ([], login, "noUsableChallenge(schemes: [])"),
        ] as [([String], Credential?, String)])
    func choices(fields: [String], credential: Credential?, expected: String) throws {
        #expect(try choice(fields, credential) == expected)
    }

    @Test func aPlainRealmIsOnlyForAPlainRegistry() throws {
        #expect(try choice(["Bearer realm=\"http://a.test/t\""], login, .http) == "ask http://a.test/t")
        #expect(
            try choice(["Bearer realm=\"ftp://a.test/t\""], login, .http) == "insecure ftp://a.test/t")
    }

    @Test(arguments: [
        ("the token secret/token is bad", "the token [hidden] is bad"), ("secret%2Ftoken", "[hidden]"),
        ("dTpodW50ZXIy, hunter2", "[hidden], [hidden]"), ("it ends in secret/to", "it ends in [hidden]"),
        ("it ends in sec", "it ends in sec"), ("", ""),
    ])
    func repeated(text: String, shown: String) {
        var secrets = SentSecrets()
        secrets.add(Credential(user: "u", password: Secret("hunter2")))
        secrets.add(authorization: "Bearer secret/token")
        #expect(secrets.hidden(in: text) == shown)
    }
}
