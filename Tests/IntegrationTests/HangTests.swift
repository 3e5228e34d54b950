import Foundation
import OCI
import Support
import Testing

/// No matter what one backend does, the gate ends within its limits, reports that backend as undecided, and verifies the other.
@Suite(.twoAtATime) struct HangTests {
    struct Trick: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pattern: RequestPattern
        let fault: Fault
        let codes: Set<String>
        /// 1 if repeated reads prove that the content is wrong.
        var status: Int32 = 75
    }

    private static func bytes(_ count: Int, seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8) &+ seed) }
    }

    static let tricks = [
        Trick(
            testDescription: "a blob at one byte a second", pattern: .blobs, fault: .drip,
            codes: ["access-slow", "access-stalled"]),
        Trick(
            testDescription: "a blob that stops halfway", pattern: .blobs, fault: .breakOff(at: 100_000, .stall),
            codes: ["access-stalled"]),
        Trick(
            testDescription: "a blob without a reply", pattern: .blobs, fault: .noReply(.stall),
            codes: ["access-stalled"]),
        Trick(
            testDescription: "a tag without a reply", pattern: .manifests, fault: .noReply(.stall),
            codes: ["access-stalled"]),
        Trick(
            testDescription: "a manifest that stops", pattern: .manifests, fault: .breakOff(at: 20, .stall),
            codes: ["access-slow", "access-stalled"]),
        Trick(
            testDescription: "a manifest at one byte a second", pattern: .manifests, fault: .drip,
            codes: ["access-slow", "access-stalled"]),
        Trick(
            testDescription: "every connection is closed at once", pattern: .any, fault: .noReply(.close),
            codes: ["access-empty-reply"]),
        Trick(
            testDescription: "a blob that is cut off", pattern: .blobs, fault: .breakOff(at: 100_000, .close),
            codes: ["content-size"], status: 1),
        Trick(
            testDescription: "a Retry-After of a day", pattern: .blobs,
            fault: .tooManyRequests(retryAfter: "86400"), codes: ["access-rate-limited"]),
        Trick(
            testDescription: "a redirect loop", pattern: .blobs, fault: .redirect(to: "/v2/app/blobs/again"),
            codes: ["access-redirect"]),
    ]

    @Test(arguments: tricks) func oneBackendHangsAndTheOtherIsVerified(_ trick: Trick) async throws {
        try await ScriptedRegistry.run { bad in
            try await ScriptedRegistry.run { good in
                for registry in [bad, good] {
                    try registry.addImage(
                        to: "app", tag: "1", layers: [Self.bytes(300_000, seed: 7), Self.bytes(5000, seed: 8)])
                }
                bad.on(trick.pattern, trick.fault)
                let home = try GateHome()
                let file = home.path("report.json")
                let result = try await home.run(
                    [
                        "check", "--backend", "bad=\(bad.url)", "--backend", "good=\(good.url)",
                        "--stall", "2s", "--retries", "1", "--output", "text", "--output", "json=\(file)",
                        "registry.test/app:1",
                    ], within: .seconds(40))
                #expect(result.status == trick.status, "\(result)")
                // Two attempts for the tag or each of three blobs, four at a time, with a limit of two seconds each.
                #expect(result.duration < .seconds(20), "\(result)")
                let report = try GateReport(file: file)
                let verdict = trick.status == 1 ? "refused" : "undecided"
                #expect(report.verdict == verdict)
                #expect(Set(report.findings.map(\.family)) == [trick.status == 1 ? "content" : "access"])
                #expect(Set(report.findings.compactMap(\.place.backend)) == ["bad"])
                #expect(Set(report.findings.map(\.code)).isSubset(of: trick.codes), "\(report.findings.map(\.code))")
                let views = try #require(report.images.first?.backends)
                #expect(views.map(\.backend) == ["bad", "good"])
                #expect(views.map(\.verdict) == [verdict, "verified"])
                #expect(report.claims.filter { $0.backend == "good" && $0.statusName == "verified" }.count == 4)
            }
        }
    }

    /// A slow transfer above the stall limit never stalls; the deadline ends it.
    @Test func theDeadlineEndsSlowTransfers() async throws {
        try await ScriptedRegistry.run { bad in
            try await ScriptedRegistry.run { good in
                for registry in [bad, good] {
                    try registry.addImage(to: "app", tag: "1", layers: [Self.bytes(300_000, seed: 7)])
                }
                bad.on(.blobs, .drip(from: 0, bytes: 100, every: .milliseconds(100)))
                let home = try GateHome()
                let file = home.path("report.json")
                let result = try await home.run(
                    [
                        "check", "--backend", "bad=\(bad.url)", "--backend", "good=\(good.url)", "--deadline", "3s",
                        "--stall", "30s", "--output", "text", "--output", "json=\(file)", "registry.test/app:1",
                    ], within: .seconds(40))
                #expect(result.status == 75, "\(result)")
                #expect(result.duration < .seconds(6), "\(result)")
                let report = try GateReport(file: file)
                #expect(report.stopped == .init(reason: "deadline", signal: nil))
                #expect(Set(report.findings.map(\.code)).isSubset(of: ["access-deadline", "access-slow"]))
                let closing = result.output.split(separator: "\n").suffix(3).joined(separator: " ")
                #expect(closing.contains("UNDECIDED, deadline passed"), "\(result)")
                // The manifests were proven and are reported as verified.
                #expect(report.claims.filter { $0.kind == "manifest" && $0.statusName == "verified" }.count == 2)
            }
        }
    }
}
