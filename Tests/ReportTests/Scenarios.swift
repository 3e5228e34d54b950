import Diagnosis
import Foundation
import OCI
import Record
import Samples
import Synchronization
import Testing

extension SampleRun {
    var run: Run { Scenario.explained(facts) }
}

/// A named run; its report is the snapshot of that name.
struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    private let build: @Sendable () throws -> Run
    private let kept = Kept()
    /// The same run with a further change; `nil` for a run with several rounds.
    let changed: @Sendable ((inout SampleRun) throws -> Void) throws -> Run?

    var testDescription: String { name }

    /// The run, which is built once for all the tests that read it.
    func make() throws -> Run { try kept.run(build) }

    private final class Kept: Sendable {
        private let run = Mutex<Run?>(nil)

        func run(_ build: () throws -> Run) throws -> Run {
            try run.withLock { run in
                if let run { return run }
                let built = try build()
                run = built
                return built
            }
        }
    }

    static func explained(_ facts: RunFacts) -> Run {
        let run = Run(facts)
        return run.explained(by: Diagnosing.explain(run))
    }

    static func named(_ name: String) throws -> Scenario {
        try #require((all + plans).first { $0.name == name }, "\(name)")
    }

    init(_ name: String, _ change: @escaping @Sendable (inout SampleRun) throws -> Void) {
        self.name = name
        changed = { more in
            var sample = try SampleRun()
            try change(&sample)
            try more(&sample)
            return sample.run
        }
        build = {
            var sample = try SampleRun()
            try change(&sample)
            return sample.run
        }
    }

    private init(_ scene: DamageScene) {
        name = "look-\(scene.name)"
        build = { try scene.sample.run }
        changed = { more in
            var sample = try scene.sample
            try more(&sample)
            return sample.run
        }
    }

    /// A hold with this many rounds in which two backends were bad, then one, then the remaining state.
    private init(_ name: String, _ bad: [[String]]) {
        self.name = name
        build = {
            let rounds = try bad.map { backends in
                var sample = try SampleRun()
                for backend in backends { sample.answer("big", on: backend, with: .wrong("rot"), .wrong("rot")) }
                return sample
            }
            let last = try #require(rounds.last)
            return Self.explained(last.facts(after: rounds.dropLast()))
        }
        changed = { _ in nil }
    }

    /// The same run as one of several shards; `nil` for a run with several rounds.
    func sharded(_ shard: Shard) throws -> Run? { try changed { $0.shard = shard } }

    static let all = plain + DamageScene.all.map { Scenario($0) }

    private static let plain: [Scenario] = [
        Scenario("verified") { sample in
            try sample.addDirect()
        },
        Scenario("rollback-verified") { $0.images += [try SampleRun.previous] },
        Scenario("rollback-refused") { sample in
            sample.images += [try SampleRun.previous]
            sample.answer("old", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        },
        Scenario("rollback-let-pass") { sample in
            sample.images += [try SampleRun.previous]
            sample.policy.rollback = .warn
            sample.answer("old", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        },
        Scenario("rollback-equals-new") { sample in
            sample.images = sample.images.map { image in
                var both = image
                both.origins += image.origins.map { Origin(source: $0.source, number: $0.number, set: .rollback) }
                return both
            }
        },
        Scenario("verified-miss") { $0.usual = .tries([.good(cache: "MISS")]) },
        Scenario("reused") { sample in
            sample.usual = .reused(hours: 3.2, run: 9, cache: "HIT")
            sample.answer("web", on: "registry1005", with: .reused(hours: 1, run: 11, cache: "HIT"))
        },
        Scenario("reused-from-another-machine") { sample in
            sample.provenBy = "ci-7"
            sample.usual = .reused(hours: 3.2, run: 9, cache: "HIT")
            sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        },
        Scenario("shard") { $0.shard = Shard(2, of: 3) },
        Scenario("shard-refused") { sample in
            sample.shard = Shard(1, of: 3)
            sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        },
        Scenario("shard-without-a-part") { $0.shard = Shard(40, of: 40) },
        Scenario("spot-checked") { sample in
            sample.policy.spot = .share(percent: 5)
            sample.usual = .reused(hours: 3.2, run: 9, cache: "HIT")
            let right = SpotCheck(
                .right, at: SampleRun.started, ranges: [0..<1_048_576, 5_242_880..<6_291_456], bytes: 2_097_152)
            sample.spots["registry1004 big"] = right
            sample.spots["registry1005 big"] = right
            sample.spots["registry2004 base"] = SpotCheck(
                .noCheckpoints, at: SampleRun.started, evidence: .spot(observed: .noCheckpoints))
            sample.answer("web", on: "registry1005", with: .good(cache: "HIT"))
            sample.spots["registry1005 web"] = SpotCheck(
                .refilled, at: SampleRun.started, ranges: [0..<1_048_576], bytes: 1_048_576,
                evidence: .spot(observed: .refilled(cache: "MISS")))
        },
        Scenario("t390251") { sample in
            sample.usual = .tries([.good(cache: "MISS")])
            sample.answer(
                "big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        },
        Scenario("t390251-hit-elsewhere") { sample in
            sample.usual = .tries([.good(cache: "HIT")])
            sample.answer(
                "big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        },
        Scenario("t390251-direct-good") { sample in
            try sample.addDirect()
            sample.answer(
                "big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        },
        Scenario("storage-bad-caches-good") { sample in
            sample.usual = .tries([.good(cache: "HIT")])
            try sample.addDirect()
            sample.answer("big", on: "registry-direct", with: .wrong("rot"), .wrong("rot"))
            sample.answer("big", on: "registry2004", with: .wrong("rot", cache: "MISS"), .wrong("rot", cache: "HIT"))
        },
        Scenario("bad-everywhere-alike") { sample in
            sample.answer(
                "big", on: "registry1004", "registry1005", "registry2004", with: .wrong("rot"), .wrong("rot"))
        },
        Scenario("bad-first-others-withheld") { sample in
            sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "MISS"), .wrong("rot", cache: "HIT"))
            sample.answer("big", on: "registry1005", "registry2004", with: .withheld)
        },
        Scenario("absent-on-one") { sample in
            let body = ErrorBody(
                entries: [
                    ErrorBody.Entry(
                        code: ServerText("BLOB_UNKNOWN"), message: ServerText("blob unknown to registry"))
                ], opening: ServerText(#"{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown to registry"}]}"#))
            sample.answer("web", on: "registry2004", with: .status(404, body: body), .status(404, body: body))
        },
        Scenario("tag-divergence") { sample in
            sample.tags["registry2004 \(sample.images[0].reference)"] = .names("older manifest")
        },
        Scenario("backend-down") { sample in
            for image in sample.images {
                sample.tags["registry2004 \(image.reference)"] = .fault(.broken(.accessConnect, "Connection refused"))
            }
        },
        Scenario("backend-dies") { sample in
            for blob in ["base", "big", "web", "config-a", "config-b"] {
                sample.answer(
                    blob, on: "registry1005", with: .broken(.accessTruncated, "closed too early", after: 1_000),
                    .broken(.accessConnect, "Connection refused"), .broken(.accessConnect, "Connection refused"))
            }
        },
        Scenario("credentials") { sample in
            for backend in sample.backends {
                for image in sample.images {
                    sample.tags["\(backend.name) \(image.reference)"] = .fault(.denied(.missing(hasToken: false)))
                }
            }
        },
        Scenario("deadline") { sample in
            sample.stopped = .deadline
            sample.answer("big", on: "registry1004", "registry1005", "registry2004", with: .stopped)
            sample.answer("base", on: "registry2004", with: .stopped)
        },
        Scenario("interrupted") { sample in
            sample.stopped = .signal(number: 2)
            sample.answer("big", on: "registry1004", "registry1005", "registry2004", with: .stopped)
        },
        Scenario("flapping") { sample in
            sample.answer("base", on: "registry1005", with: .wrong("rot", cache: "HIT"), .good(cache: "HIT"))
        },
        Scenario("flapping-let-pass") { sample in
            sample.policy.flapping = .reads(3)
            sample.answer(
                "base", on: "registry1005", with: .wrong("rot", cache: "HIT"), .good(cache: "HIT"), .good(), .good())
        },
        Scenario("overridden") { sample in
            sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            sample.overrides = [override(4, on: "registry1004")]
        },
        Scenario("overridden-elsewhere") { sample in
            sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot"), .wrong("rot"))
            sample.overrides = [override(4, on: "registry1004", registry: sample.registry)]
        },
        Scenario("undecided-let-pass") { sample in
            sample.policy.undecided = .warn
            sample.answer(
                "big", on: "registry1005", with: .broken(.accessConnect, "Connection refused"),
                .broken(.accessConnect, "Connection refused"))
        },
        Scenario(
            "held",
            [["registry1004", "registry1005"], ["registry1004", "registry1005"], ["registry1005"], []]),
        Scenario(
            "held-in-vain", [["registry1004", "registry1005"], ["registry1004", "registry1005"], ["registry1005"]]),
        Scenario("standby-lag") { sample in
            sample.backends[2] = SampleRun.backend(
                "registry2004", address: "10.192.0.4:443", sample.registry, role: .standby)
            sample.answer("web", on: "registry2004", with: .status(404), .status(404))
        },
        Scenario("hostile") { sample in
            sample.vantage = "deploy\u{1B}[2J1003\u{e9}"
            sample.notices = [.ledgerUnused(error: "\u{1B}]0;title\u{7} caf\u{e9}", setAside: nil)]
            sample.answer(
                "web", on: "registry1004",
                with: .status(
                    503,
                    body: ErrorBody(
                        opening: ServerText("<b>\u{1B}[31mOops\u{1B}[0m \u{202e}caf\u{e9}\r\n</b>")),
                    type: "text/html"))
            sample.answer(
                "base", on: "registry1005", with: .broken(.accessOther, "libcurl says \u{1B}[31m\u{0} \u{9b}31m"))
        },
        Scenario("no-ledger") { sample in
            sample.number = nil
            sample.notices = [.ledgerUnused(error: "ledger /x is locked: busy; wait and run again", setAside: nil)]
            sample.answer(
                "big", on: "registry1004", with: .size(33_000_000, cache: "HIT"), .size(33_000_000, cache: "HIT"))
        },
        Scenario("no-backend") { sample in
            sample.backends = []
            sample.obstacle = "no backend is known: the name has no address"
        },
        Scenario("forty-images") { sample in
            sample.images = try forty
            sample.answer("layer 3", on: "registry1004", with: .wrong("rot 3"), .wrong("rot 3"))
            sample.answer("layer 3", on: "registry1005", with: .wrong("rot 3b"), .wrong("rot 3b"))
            sample.answer("layer 3", on: "registry2004", with: .wrong("rot 3c"), .wrong("rot 3c"))
            for number in [5, 8, 13, 21] {
                sample.answer(
                    "layer \(number)", on: "registry1005", with: .wrong("rot \(number)"), .wrong("x \(number)"))
            }
            sample.answer("layer 30", on: "registry2004", with: .status(404), .status(404))
            sample.answer("config 31", on: "registry2004", with: .status(500), .status(500))
            sample.answer("layer 32", on: "registry2004", with: .status(500), .status(500))
        },
        Scenario("recheck") { sample in
            sample.command = .recheck
            sample.recheckOf = 12
            sample.number = 13
            sample.usual = .reused(hours: 0.1, run: 12, cache: "MISS")
            sample.answer("big", on: "registry1004", with: .good(cache: "HIT"))
        },
        Scenario("depth-manifest") { sample in
            sample.policy.depth = .manifest
            sample.usual = .notAsked
        },
        Scenario("depth-presence") { sample in
            sample.policy.depth = .presence
            sample.usual = .present
        },
        Scenario("depth-presence-absent") { sample in
            sample.policy.depth = .presence
            sample.usual = .present
            sample.answer("big", on: "registry1005", with: .status(404), .status(404))
        },
        Scenario("referrers") { sample in
            sample.images[0].blobs.append(.init(name: "signature", size: 312, kind: .layer, isOfReferrer: true))
            sample.answer("signature", on: "registry1005", with: .wrong("rot"), .wrong("rot"))
        },
        Scenario("depth-unpack") { sample in
            sample.policy.depth = .unpack
            sample.usual = .tries([.good(cache: "HIT")])
        },
        Scenario("depth-unpack-fault") { sample in
            sample.policy.depth = .unpack
            sample.answer("big", on: "registry1004", "registry1005", "registry2004", with: .damagedLayer)
        },
    ]

    static let plans: [Scenario] = [
        Scenario("plan") { sample in
            sample.command = .plan
            sample.number = nil
            sample.usual = .planned
            sample.answer("base", on: "registry1004", "registry1005", with: .reused(hours: 3.2, run: 9, cache: "HIT"))
        },
        Scenario("plan-with-fault") { sample in
            sample.command = .plan
            sample.number = nil
            sample.usual = .planned
            sample.tags["registry2004 \(sample.images[0].reference)"] = .fault(.status(404))
        },
        Scenario("plan-shard") { sample in
            sample.command = .plan
            sample.shard = Shard(2, of: 3)
            sample.usual = .planned
        },
        Scenario("plan-presence") { sample in
            sample.command = .plan
            sample.policy.depth = .presence
            sample.number = nil
            sample.usual = .planned
        },
        Scenario("plan-manifest") { sample in
            sample.command = .plan
            sample.policy.depth = .manifest
            sample.number = nil
            sample.usual = .notAsked
        },
    ]

    private static func override(_ number: Int64, on backend: String, registry: RegistryName? = nil) -> Override {
        Override(
            id: number, digest: SampleRun.digest("big"), backend: backend, registry: registry,
            reason: "caf\u{e9} must go out; T390251", who: "ann@deploy1003",
            createdAt: SampleRun.started.addingTimeInterval(-600),
            expiresAt: SampleRun.started.addingTimeInterval(3000))
    }

    private static var forty: [SampleRun.Image] {
        get throws {
            try (1...40).map { number in
                try SampleRun.Image(
                    "\(SampleRun.registryName)/wikimedia/service-\(number):2026-03-31-0\(number)",
                    origins: [.line(file: "images.txt", number: number)],
                    blobs: [
                        SampleRun.Blob(name: "config \(number)", size: 4_000 + Int64(number), kind: .config),
                        SampleRun.Blob(name: "layer \(number)", size: 12_345_678 * Int64(number)),
                    ])
            }
        }
    }
}
