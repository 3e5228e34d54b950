import OCI
import Support

extension OracleCases {
    /// Logins and tokens.
    static let tokens: [OracleCase] = [
        OracleCase("added 26", "a password", "++++") {
            try $0.image()
            $0.login = Login()
            $0.registry.access = .basic(user: "user", password: "password")
        },
        OracleCase("added 27", "an anonymous token", "++++") {
            try $0.image()
            $0.registry.access = .bearer(TokenRealm())
        },
        issuing("fact 66", "expires_in is a text", "----", #"{"token":"good","expires_in":"300"}"#),
        issuing("added 28", "expires_in is 300.0", "----", #"{"token":"good","expires_in":300.0}"#),
        issuing("added 29", "expires_in is null", "++++", #"{"token":"good","expires_in":null}"#),
        issuing("added 30", "issued_at is empty", "----", #"{"token":"good","issued_at":""}"#),
        issuing("added 31", "only access_token", "++++", #"{"access_token":"good"}"#),
        issuing("added 32", "TOKEN in capitals", "++++", #"{"TOKEN":"good"}"#),
        issuing("added 33", "text after the token's JSON", "++-+", #"{"token":"good"} more"#),
        issuing("field 27", "200 with an error in place of a token", "----", #"{"errors":[{"code":"DENIED"}]}"#),
        OracleCase("fact 67", "a token only for the scope of the challenge, which is another path", "++--") {
            try $0.image()
            $0.registry.on(
                RequestPattern(method: "GET", path: .query("other")),
                .status(
                    200, headers: [HeaderField("Content-Type", "application/json")], body: #"{"token":"good"}"#))
            $0.registry.on(.token, .status(403))
            $0.requireToken(
                #"Bearer realm="\#($0.registry.url)/token",service="scripted",scope="repository:other/app:pull""#)
        },
        OracleCase("case 13", "the challenge's scope asks for more than pull", "++++") {
            try $0.image()
            $0.requireToken(
                #"Bearer realm="\#($0.registry.url)/token",service="scripted","#
                    + #"scope="repository:app:pull,push repository:other:delete""#)
        },
        posted("fact 68", "a password: POST for a token is 500, GET is good", "--++", 500),
        posted("fact 69", "a password: POST for a token is 405, GET is good", "++++", 405),
        posted("field 09", "a password: POST for a token is 404, GET is good", "++++", 404),
        OracleCase("fact 70", "Basic and Bearer in one line, the token works", "----") {
            try $0.image()
            $0.requireToken(
                #"Basic realm="scripted", Bearer realm="\#($0.registry.url)/token",service="scripted","#
                    + #"scope="repository:app:pull""#)
        },
        elsewhere("field 10", "https, and the realm is http elsewhere", "++++", #"{"access_token":"good"}"#)
            .because(plainRealm, .containerd, .criO, .docker),
        elsewhere("added 36", "the same, POST with a password gets only token", "--++", #"{"token":"good"}"#)
            .because(plainRealm, .criO, .docker),
    ]

    private static let plainRealm = "the gate never sends credentials to an http realm that an https registry names"

    private static func issuing(_ id: String, _ title: String, _ expected: String, _ reply: String) -> OracleCase {
        OracleCase(id, "token: \(title)", expected) {
            try $0.image()
            $0.requireToken(issuing: reply)
        }
    }

    /// A token server without TLS for a registry with TLS, and a password.
    private static func elsewhere(_ id: String, _ title: String, _ expected: String, _ reply: String) -> OracleCase {
        OracleCase(id, title, expected) {
            try $0.image()
            $0.login = Login()
            $0.requireToken(#"Bearer realm="\#($0.storage.url)/token",service="scripted",scope="repository:app:pull""#)
            $0.storage.on(
                .token, .status(200, headers: [HeaderField("Content-Type", "application/json")], body: reply))
        }.secured
    }

    private static func posted(_ id: String, _ title: String, _ expected: String, _ status: Int) -> OracleCase {
        OracleCase(id, title, expected) {
            try $0.image()
            $0.login = Login()
            var realm = TokenRealm()
            realm.user = "user"
            realm.password = "password"
            $0.registry.access = .bearer(realm)
            $0.registry.on(RequestPattern(method: "POST", path: .exactly("/token")), .status(status))
        }
    }
}
