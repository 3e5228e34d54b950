import OCI
import Support

extension OracleCases {
    /// Where clients look for a login, and what they make of several challenges.
    static let logins: [OracleCase] = [
        OracleCase("added 160", "only manifests and blobs ask for a token", "++--") {
            try $0.image()
            challenge($0, root: [], rest: [bearer])
        },
        OracleCase("added 161", "only /v2/ asks for a password, and none is known", "+++-") {
            try $0.image()
            challenge($0, root: [basic], rest: nil)
        },
        OracleCase("added 162", "only /v2/ asks for a token, which is denied", "++--") {
            try $0.image()
            $0.registry.on(.token, .status(403))
            challenge($0, root: [bearer], rest: nil)
        },
        OracleCase("added 163", "only /v2/ asks for a token, and its server fails", "++--") {
            try $0.image()
            $0.registry.on(.token, .status(500))
            challenge($0, root: [bearer], rest: nil)
        },
        OracleCase("added 164", "a token is insufficient, and another scope is named", "+++-") {
            try $0.image()
            let type = HeaderField("Content-Type", "application/json")
            $0.registry.on(
                RequestPattern(path: .query("other")), .status(200, headers: [type], body: #"{"token":"good"}"#))
            $0.registry.on(.token, .status(200, headers: [type], body: #"{"token":"narrow"}"#))
            let named = bearer + #",scope="repository:other/app:pull""#
            $0.registry.on(
                RequestPattern(path: .containing("/v2/app/")).having("Authorization", "Bearer narrow"),
                .status(401, headers: fields([named + #",error="insufficient_scope""#], $0), body: "{}"))
            challenge($0, root: [bearer], rest: [named])
        },
        several("added 165", "password, then token: the token works", "++--", [basic, bearer], "Bearer good"),
        several("added 166", "password, then token: the password works", "--++", [basic, bearer], password),
        several("added 167", "token, then password: the token works", "+++-", [bearer, basic], "Bearer good"),
        several("added 168", "token, then password: the password works", "---+", [bearer, basic], password),
        OracleCase("added 169", "/v2/ has a challenge and status 200", "+++-") {
            try $0.image()
            challenge($0, root: [bearer], rest: [bearer], rootStatus: 200)
        },
        OracleCase("added 170", "/v2/ redirects to a challenge, and nothing else has one", "--+-") {
            try $0.image()
            let elsewhere = RequestPattern(path: .exactly("/root"))
            $0.registry.on(RequestPattern(path: .exactly("/v2/")), .redirect(to: "/root"))
            $0.registry.on(elsewhere, .status(401, headers: fields([bearer], $0), body: "{}"))
            challenge($0, root: [], rest: [])
        },
    ]

    private static let bearer = #"Bearer realm="URL/token",service="s""#
    private static let basic = #"Basic realm="x""#
    /// `user:password`.
    private static let password = "Basic dXNlcjpwYXNzd29yZA=="

    private static func several(
        _ id: String, _ title: String, _ expected: String, _ challenges: [String], _ accepted: String
    ) -> OracleCase {
        OracleCase(id, "two challenges: \(title)", expected) {
            try $0.image()
            $0.login = Login()
            challenge($0, root: challenges, rest: challenges, accepted: accepted)
        }
    }

    private static func fields(_ challenges: [String], _ stage: Stage) -> [HeaderField] {
        challenges.map { HeaderField("WWW-Authenticate", $0.replacing("URL", with: stage.registry.url)) }
    }

    /// Wants a login with these challenges, at the root of the API and elsewhere.
    ///
    /// - Parameters:
    ///   - root: Empty for none, and status 200.
    ///   - rest: `nil` if nothing else wants a login.
    private static func challenge(
        _ stage: Stage, root: [String], rest: [String]?, rootStatus: Int = 401, accepted: String = "Bearer good"
    ) {
        if !root.isEmpty {
            stage.registry.on(
                RequestPattern(path: .exactly("/v2/")).lacking("Authorization", accepted),
                .status(rootStatus, headers: fields(root, stage), body: "{}"))
        }
        if let rest {
            stage.registry.on(
                RequestPattern(path: .containing("/v2/app/")).lacking("Authorization", accepted),
                .status(401, headers: fields(rest, stage), body: "{}"))
        }
        stage.registry.on(
            .token,
            .status(
                200, headers: [HeaderField("Content-Type", "application/json")],
                body: #"{"token":"good","access_token":"good"}"#))
    }
}
