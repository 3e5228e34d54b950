import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Where each kind of node looks for a login: containerd in the reply to each request, the others at the root of the API. What the
/// real clients did.
@Suite(.timeLimit(.minutes(10))) struct RootLoginTests {
    private static let content: [UInt8] = [1, 2, 3]

    /// What a registry wants, and for which kinds of nodes a blob is read, as `+` and `-` in the order of `NodeKind`.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pulled: String
        /// The challenges at the root; `nil` for none and status 200.
        var root: [String]?
        /// Whether the root has these challenges with status 200.
        var rootIsOpen = false
        /// The challenges of all else; `nil` for a registry that is open there.
        var rest: [String]?
        var restStatus = 401
        /// What is accepted there.
        var accepted = "Bearer good"
        var tokenStatus = 200
        var login: (user: String, password: String)?
    }

    private static let bearer = #"Bearer realm="URL/token",service="s",scope="repository:app:pull""#
    private static let basic = #"Basic realm="x""#
    private static let password = "Basic dTpw"

    static let rows = [
        Row(testDescription: "the same challenge everywhere", pulled: "+++", root: [bearer], rest: [bearer]),
        Row(testDescription: "a challenge of requests alone", pulled: "+--", rest: [bearer]),
        Row(
            testDescription: "a password for requests alone", pulled: "+--", rest: [basic], accepted: password,
            login: ("u", "p")),
        Row(
            testDescription: "a challenge of the root alone, else 404", pulled: "-++", root: [bearer], rest: [],
            restStatus: 404),
        Row(
            testDescription: "a challenge of the root alone, else 403", pulled: "-++", root: [bearer], rest: [],
            restStatus: 403),
        Row(testDescription: "a password for the root alone, none known", pulled: "++-", root: [basic]),
        Row(testDescription: "a token for the root alone, denied", pulled: "+--", root: [bearer], tokenStatus: 403),
        Row(testDescription: "a token for the root alone, no server", pulled: "+--", root: [bearer], tokenStatus: 500),
        Row(
            testDescription: "a challenge of the root with status 200", pulled: "++-", root: [bearer], rootIsOpen: true,
            rest: [bearer]),
        Row(
            testDescription: "password and token, the token works", pulled: "+--", root: [basic, bearer],
            rest: [basic, bearer], login: ("u", "p")),
        Row(
            testDescription: "token and password, the token works", pulled: "++-", root: [bearer, basic],
            rest: [bearer, basic], login: ("u", "p")),
        Row(
            testDescription: "password and token, the password works", pulled: "-++", root: [basic, bearer],
            rest: [basic, bearer], accepted: password, login: ("u", "p")),
        Row(
            testDescription: "token and password, the password works", pulled: "--+", root: [bearer, basic],
            rest: [bearer, basic], accepted: password, login: ("u", "p")),
        Row(
            testDescription: "password and token, no password known", pulled: "+--", root: [basic, bearer],
            rest: [basic, bearer]),
    ]

    private func arrange(_ row: Row, _ registry: ScriptedRegistry) {
        func fields(_ challenges: [String]) -> [HeaderField] {
            challenges.map { HeaderField("WWW-Authenticate", $0.replacing("URL", with: registry.url)) }
        }
        if let root = row.root {
            registry.on(
                RequestPattern(path: .exactly("/v2/")).lacking("Authorization", row.accepted),
                .status(row.rootIsOpen ? 200 : 401, headers: fields(root), body: "{}"))
        }
        if let rest = row.rest {
            registry.on(
                RequestPattern(path: .containing("/v2/app/")).lacking("Authorization", row.accepted),
                .status(row.restStatus, headers: fields(rest), body: "{}"))
        }
        let type = HeaderField("Content-Type", "application/json")
        registry.on(
            .token, .status(row.tokenStatus, headers: [type], body: #"{"token":"good","access_token":"good"}"#))
    }

    @Test("a login is learned where the client looks for it", arguments: rows, NodeKind.allCases)
    func learned(row: Row, kind: NodeKind) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Self.content, to: "app")
            arrange(row, registry)
            let store = row.login.map { credentials($0.user, $0.password) } ?? .anonymous
            let reader = try client(store, nodes: NodeKinds(kind))
            let place = NodeKind.allCases.firstIndex(of: kind) ?? 0
            for _ in 0..<2 {
                let seen = try await reader.blob(digest, size: 3, of: repository("app"), from: backend(registry))
                #expect((seen.facts?.digest == digest) == (row.pulled.dropFirst(place).first == "+"), "\(seen.outcome)")
            }
            // The root is asked once.
            let roots = registry.requests(RequestPattern(path: .exactly("/v2/")))
            #expect(kind == .containerd || roots.count == 1)
        }
    }

    @Test("a 401 without a challenge at the root says who looks only there", arguments: [NodeKind.crio, .docker])
    func noChallenge(kind: NodeKind) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Self.content, to: "app")
            arrange(Row(testDescription: "", pulled: "", rest: [Self.bearer]), registry)
            let seen = try await client(nodes: NodeKinds(kind)).blob(
                digest, size: 3, of: repository("app"), from: backend(registry))
            #expect(seen.denial == .noChallengeAtRoot(node: kind))
        }
    }

    @Test("containers/image asks again for the scope that a reply calls insufficient", arguments: ["other/app", "x"])
    func lackingScope(other: String) async throws {
        for (kind, isPulled) in [(NodeKind.crio, true), (.docker, false)] {
            try await ScriptedRegistry.run { registry in
                let digest = try registry.addBlob(Self.content, to: "app")
                let challenge = #"Bearer realm="\#(registry.url)/token",service="s""#
                let lacking = challenge + #",scope="repository:\#(other):pull",error="insufficient_scope""#
                registry.on(
                    RequestPattern(path: .exactly("/v2/")),
                    .status(401, headers: [HeaderField("WWW-Authenticate", challenge)], body: "{}"))
                registry.on(
                    RequestPattern(path: .containing("/blobs/")).lacking("Authorization", "Bearer wide"),
                    .status(401, headers: [HeaderField("WWW-Authenticate", lacking)], body: "{}"))
                let type = HeaderField("Content-Type", "application/json")
                registry.on(
                    RequestPattern(path: .query(other)),
                    .status(200, headers: [type], body: #"{"token":"wide"}"#))
                registry.on(.token, .status(200, headers: [type], body: #"{"token":"narrow"}"#))
                let seen = try await client(nodes: NodeKinds(kind)).blob(
                    digest, size: 3, of: repository("app"), from: backend(registry))
                #expect((seen.facts?.digest == digest) == isPulled, "\(seen.outcome)")
            }
        }
    }
}
