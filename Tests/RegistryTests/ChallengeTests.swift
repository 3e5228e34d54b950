import Record
import Testing

@testable import Registry

@Suite struct ChallengeTests {
    @Test(
        arguments: [
            (
                [#"Bearer realm="https://a.test/token",service="s",scope="repository:x:pull""#],
                [
                    Challenge(
                        scheme: "bearer",
                        parameters: ["realm": "https://a.test/token", "service": "s", "scope": "repository:x:pull"])
                ]
            ),
            ([#"Basic realm="r""#], [Challenge(scheme: "basic", parameters: ["realm": "r"])]),
            ([#"BASIC REALM="R""#], [Challenge(scheme: "basic", parameters: ["realm": "R"])]),
            (["Basic realm=r"], [Challenge(scheme: "basic", parameters: ["realm": "r"])]),
            (["Basic"], [Challenge(scheme: "basic")]),
            (["  Basic  "], [Challenge(scheme: "basic")]),
            (["Negotiate"], [Challenge(scheme: "negotiate")]),
            // A space before the equals sign ends the parameters.
            (["Basic realm = \"r\" , charset = \"UTF-8\""], [Challenge(scheme: "basic")]),
            (
                [#"Bearer realm="a",service="b", scope="c""#],
                [Challenge(scheme: "bearer", parameters: ["realm": "a", "service": "b", "scope": "c"])]
            ),
            (
                ["Bearer\trealm=\"a\",\tservice=\"b\""],
                [Challenge(scheme: "bearer", parameters: ["realm": "a", "service": "b"])]
            ),
            ([#"Basic realm="a\"b\\c""#], [Challenge(scheme: "basic", parameters: ["realm": #"a"b\c"#])]),
            ([#"Basic realm="a, b=c""#], [Challenge(scheme: "basic", parameters: ["realm": "a, b=c"])]),
            // An empty value ends them too, and so does one without an end.
            ([#"Basic realm="""#], [Challenge(scheme: "basic")]),
            ([#"Bearer service="",realm="https://a.test/token""#], [Challenge(scheme: "bearer")]),
            ([#"Basic realm="unterminated"#], [Challenge(scheme: "basic")]),
            ([#"Basic realm="a\"#], [Challenge(scheme: "basic")]),
            (["Basic realm="], [Challenge(scheme: "basic")]), (["Basic realm=,x=1"], [Challenge(scheme: "basic")]),
            // No client reads a second challenge of a line.
            (
                [#"Basic realm="a", Bearer realm="b",service="c""#],
                [Challenge(scheme: "basic", parameters: ["realm": "a"], unread: ["bearer"])]
            ),
            (
                [#"Bearer realm="b", Basic"#],
                [Challenge(scheme: "bearer", parameters: ["realm": "b"], unread: ["basic"])]
            ),
            (["Negotiate, Basic realm=\"a\""], [Challenge(scheme: "negotiate", unread: ["basic"])]),
            (
                [#"Basic realm="Bearer, basic",x=bearer"#],
                [Challenge(scheme: "basic", parameters: ["realm": "Bearer, basic", "x": "bearer"])]
            ),
            (
                [#"Basic realm="a""#, #"Bearer realm="b""#],
                [
                    Challenge(scheme: "basic", parameters: ["realm": "a"]),
                    Challenge(scheme: "bearer", parameters: ["realm": "b"]),
                ]
            ),
            ([", ,Basic realm=\"a\",, ,"], []),
            (["Basic realm=\"a\",, ,x=y"], [Challenge(scheme: "basic", parameters: ["realm": "a"])]),
            (
                [#"Bearer realm="a",error="invalid_token",error_description="The token, expired""#],
                [
                    Challenge(
                        scheme: "bearer",
                        parameters: ["realm": "a", "error": "invalid_token", "error_description": "The token, expired"])
                ]
            ),
            ([#"Bearer realm="a",REALM="b""#], [Challenge(scheme: "bearer", parameters: ["realm": "b"])]),
            ([#"Bearer realm="ü""#], [Challenge(scheme: "bearer", parameters: ["realm": "ü"])]),
            ([], []), ([""], []), ([",,,"], []), (["\"\"\""], []), (["==="], []), (["\u{1}\u{7f}"], []),
        ] as [([String], [Challenge])])
    func spellings(fields: [String], expected: [Challenge]) { #expect(Challenge.parse(fields) == expected) }

    @Test func aToken68IsNotAParameterOfTheNextChallenge() {
        let parsed = Challenge.parse([#"Negotiate YII=, Basic realm="a""#])
        #expect(parsed == [Challenge(scheme: "negotiate", unread: ["basic"])])
    }

    @Test func anyBytesTerminate() {
        let alphabet = Array("Ba =,\"\\\t;é")
        var state: UInt64 = 1
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            _ = Challenge.parse([text])
        }
    }
}
