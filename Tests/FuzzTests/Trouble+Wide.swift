import OCI
import Record
import Support

extension Trouble {
    /// A random fault of a whole backend. It has no other: the first rule that applies hides those after it.
    static func wide(_ dice: inout Dice, of release: PushedRelease) -> Trouble {
        switch dice.below(9) {
        case 0:
            return Trouble(
                change: .transport(dice.pick([.close, .reset])), kind: .access, expected: .fails)
        case 1:
            let challenge = HeaderField("WWW-Authenticate", dice.pick(challenges))
            return rule(.any, [.status(401, headers: [challenge], body: nil)], .any, .fails)
        case 2:
            return rule(.any, [.status(dice.pick([403, 429, 500, 502, 503]), headers: [], body: nil)], .access, .fails)
        case 3, 4:
            return tag(&dice, of: release)
        case 5:
            // Only what reads parts sees it: caches, spot checks and investigations.
            var pattern = RequestPattern(method: "GET", path: .containing("/blobs/"))
            pattern.isRanged = true
            let fault: Fault = dice.pick([
                .ignoredRange, .shiftedRange(by: 1), .wrongBytes, .flipByte(at: 0), .status(416), .status(500), .html,
                .header("Content-Range", "bytes 0-0/1"), .header("Content-Range", "\u{1b}"), .truncated(to: 1),
            ])
            return rule(pattern, [fault], .any, .either)
        case 6:
            let heads = RequestPattern(method: "HEAD", path: .any)
            let fault: Fault = dice.pick([
                .status(500), .status(404), .status(405), .contentDigest("sha256:0"), .header("Content-Length", "1"),
                .noReply(.close), .header("Content-Type", "text/html"),
            ])
            return rule(heads, [fault], .any, .either)
        case 7:
            let status = dice.pick(["HIT", "MISS", "STALE", "\u{1b}[31m", ""])
            return rule(.any, [.header("X-Cache-Status", status)], .any, .either)
        default:
            // Another wrong byte on each read.
            let rules = (1...8).map { turn in
                FaultRule(.blobs, turns: .only(turn), dice.chance(50) ? [.flipByte(at: dice.below(512))] : [.chunked])
            }
            return Trouble(change: .rules(rules), kind: .any, expected: .either, isSteady: false)
        }
    }

    private static func rule(
        _ pattern: RequestPattern, _ faults: [Fault], _ kind: Kind, _ expected: Expected
    ) -> Trouble {
        Trouble(
            change: .rules([FaultRule(pattern, turns: .always, faults, beforeAuthorization: true)]), kind: kind,
            expected: expected)
    }

    private static func tag(_ dice: inout Dice, of release: PushedRelease) -> Trouble {
        let tag = dice.pick(release.tags)
        let others = release.objects.filter {
            $0.repository == tag.repository && $0.manifestType != nil && $0.digest != tag.digest
        }
        guard !others.isEmpty, dice.chance(50) else {
            let asked = release.references.contains("\(PushedRelease.registry)/\(tag.repository):\(tag.name)")
            return Trouble(change: .tag(tag, nil), kind: .absence, expected: asked ? .fails : .either)
        }
        return Trouble(change: .tag(tag, dice.pick(others).digest), kind: .any, expected: .either)
    }

    private static let challenges = [
        "", "Bearer", "Bearer realm=", #"Bearer realm="http://127.0.0.1:1/token",service="x""#, "Basic", "Negotiate",
        #"Bearer realm="ftp://127.0.0.1/""#, #"Bearer realm="file:///etc/passwd""#, #"Bearer realm="\#u{1b}[31m"#,
        "Bearer " + String(repeating: "a=b,", count: 2000), "\u{202e}",
        #"Bearer realm="http://127.0.0.1:1/",scope="*""#,
        "Basic realm=\"\u{1b}[31m\"", #"Bearer realm="",service="""#, ",,,,", "Bearer realm=\"x",
    ]
}
