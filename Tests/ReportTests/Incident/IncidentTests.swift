import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

/// The timeline of an incident, and its draft.
@Suite struct IncidentTests {
    /// One run of the incident, this many minutes after the start of the sample.
    private static func run(
        _ number: Int64, at minutes: Double, recheckOf: Int64? = nil,
        _ change: (inout SampleRun) throws -> Void = { _ in }
    ) throws -> IncidentRun {
        var sample = try SampleRun()
        sample.number = number
        sample.recheckOf = recheckOf
        if recheckOf != nil { sample.command = .recheck }
        try change(&sample)
        var facts = sample.facts
        let shift = minutes * 60
        facts.started += shift
        facts.finished += shift
        for index in facts.claims.indices {
            for place in facts.claims[index].attempts.indices { facts.claims[index].attempts[place].started += shift }
        }
        let run = Scenario.explained(facts)
        return IncidentRun(
            number: number, started: run.started, finished: run.finished, command: run.command.rawValue,
            vantage: run.vantage, version: run.version, verdict: run.verdict, exitCode: run.exitCode.rawValue,
            record: run)
    }

    private static func bad(_ sample: inout SampleRun) {
        sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
    }

    private static func at(_ minutes: Double, _ seconds: Double = 0) -> Date {
        SampleRun.started.addingTimeInterval(minutes * 60 + seconds)
    }

    private static func history(_ reads: [(run: Int64, minutes: Double, isGood: Bool)], first: Date? = nil) throws
        -> IncidentHistory
    {
        let reference = try SampleRun.reference("multiversion")
        return IncidentHistory(
            registry: reference.registry, backend: "registry1004", repository: reference.repository,
            digest: SampleRun.digest("big"), firstProven: first,
            reads: reads.map { .init(IncidentMoment(at: at($0.minutes, 5), run: $0.run), isGood: $0.isGood) })
    }

    /// Good, refused, refused again, good.
    private static func incident(_ more: [Override] = []) throws -> Incident {
        Incident(
            runs: [
                try run(9, at: 0), try run(12, at: 60, bad), try run(13, at: 75, recheckOf: 12, bad),
                try run(14, at: 90, recheckOf: 13),
            ],
            histories: [try history([(9, 0, true), (12, 60, false), (13, 75, false), (14, 90, true)])],
            overrides: more, ledger: "/var/lib/blobgate/ledger.sqlite")
    }

    private static func override(_ id: Int64, digest: Digest, withdrawn: Date? = nil) -> Override {
        Override(
            id: id, digest: digest, backend: nil, registry: nil, reason: "ticket | 7", who: "ann@deploy1003",
            createdAt: at(80), expiresAt: at(200), withdrawnAt: withdrawn)
    }

    @Test func aFaultIsFollowedThroughItsRuns() throws {
        let incident = try Self.incident()
        let fault = try #require(incident.faults.first)
        #expect(incident.faults.count == 1)
        #expect(fault.code == .contentDigest && fault.place.digest == SampleRun.digest("big"))
        #expect(fault.lastGood == IncidentMoment(at: Self.at(0, 5), run: 9))
        #expect(fault.firstBad.run == 12 && fault.firstBad.at <= Self.at(60, 5))
        #expect(fault.lastBad == IncidentMoment(at: Self.at(75, 5), run: 13))
        #expect(fault.healed == IncidentMoment(at: Self.at(90, 5), run: 14))
        #expect(incident.start == fault.firstBad && incident.end == fault.healed && incident.lastGood == fault.lastGood)
        #expect(incident.blocking.map(\.number) == [12, 13] && incident.passing.isEmpty)
        #expect(Incident.digests(of: incident.runs) == [SampleRun.digest("big")])
    }

    @Test func eventsAreInOrder() throws {
        let events = try Self.incident([
            Self.override(3, digest: SampleRun.digest("big"), withdrawn: Self.at(85)),
            Self.override(4, digest: SampleRun.digest("other")),
        ]).events
        #expect(events.map(\.at) == events.map(\.at).sorted())
        let names = events.map { event in
            switch event.kind {
            case .lastGood: "good"
            case .started: "start \(event.run ?? 0)"
            case .firstBad: "bad"
            case .round: "round"
            case .healed: "healed"
            case .ended: "end \(event.run ?? 0)"
            case .overridden(let override): "override \(override.id)"
            case .withdrawn(let override): "withdrawn \(override.id)"
            }
        }
        #expect(
            names == [
                "start 9", "good", "end 9", "start 12", "bad", "end 12", "start 13", "end 13", "override 3",
                "withdrawn 3",
                "start 14", "healed", "end 14",
            ])
    }

    /// A fault that comes back is not over, and one that nobody read again is not known to be.
    @Test func whatIsNotReadAgainIsOpen() throws {
        let back = Incident(
            runs: [
                try Self.run(12, at: 0, Self.bad), try Self.run(13, at: 10), try Self.run(14, at: 20, Self.bad),
            ], ledger: "l")
        #expect(back.end == nil && back.open.count == 1)
        #expect(back.faults.first?.lastBad.run == 14)
        #expect(back.lastGood == nil)
        let unread = Incident(
            runs: [
                try Self.run(12, at: 0, Self.bad),
                try Self.run(13, at: 10) { $0.answer("big", on: "registry1004", with: .status(503), .status(503)) },
            ], ledger: "l")
        #expect(unread.end == nil)
    }

    /// A read of a run that is not in the range counts, unless the fault came back after it.
    @Test func aReadOutsideTheRangeHeals() throws {
        let runs = [try Self.run(12, at: 60, Self.bad)]
        let once = try Self.history([(12, 60, false), (20, 90, true)])
        #expect(
            Incident(runs: runs, histories: [once], ledger: "l").end == IncidentMoment(at: Self.at(90, 5), run: 20))
        let longer = try Self.history([(12, 60, false), (20, 90, false), (21, 95, true)])
        #expect(
            Incident(runs: runs, histories: [longer], ledger: "l").end == IncidentMoment(at: Self.at(95, 5), run: 21))
        let again = try Self.history([(12, 60, false), (20, 90, true), (21, 95, false)])
        #expect(Incident(runs: runs, histories: [again], ledger: "l").end == nil)
    }

    /// That content is present does not show that its bytes are right again.
    @Test func presenceDoesNotHeal() throws {
        let present = try Self.run(13, at: 10) { sample in
            sample.policy.depth = .presence
            sample.usual = .present
        }
        #expect(Incident(runs: [try Self.run(12, at: 0, Self.bad), present], ledger: "l").end == nil)
    }

    /// Pruned runs leave the time of the first proof.
    @Test func theFirstProofStandsInForPrunedRuns() throws {
        let history = try Self.history([(12, 60, false)], first: Self.at(-600))
        let incident = Incident(runs: [try Self.run(12, at: 60, Self.bad)], histories: [history], ledger: "l")
        #expect(incident.lastGood == IncidentMoment(at: Self.at(-600), run: nil))
        let later = try Self.history([(12, 60, false)], first: Self.at(61))
        #expect(Incident(runs: incident.runs, histories: [later], ledger: "l").lastGood == nil)
    }

    /// The rounds of a watch find and heal faults, but neither block a deploy nor let one continue.
    @Test func aWatchIsNoDeploy() throws {
        let watch: (inout SampleRun) -> Void = { $0.command = .watch }
        let runs = [
            try Self.run(9, at: 0, watch),
            try Self.run(12, at: 60) { sample in
                sample.command = .watch
                Self.bad(&sample)
            },
            try Self.run(13, at: 70, Self.bad), try Self.run(14, at: 90, watch),
        ]
        let incident = Incident(runs: runs, ledger: "l")
        #expect(incident.blocking.map(\.number) == [13] && incident.passing.isEmpty && incident.end != nil)
        let text = IncidentReport.render(incident)
        #expect(text.contains("`blobgate watch` (run 12) on `deploy1003` saw it first, outside of a deploy."))
        #expect(text.contains("| 12 | refused |\n"))
        #expect(text.contains("| 13 | refused (exit code 1): the deploy must not continue |\n"))
        #expect(text.contains("Run 13 did not let a deploy continue."))
    }

    /// A hold sees the fault in one round and good bytes in another.
    @Test func roundsAreEvents() throws {
        let rounds = [true, true, false]
        var samples: [SampleRun] = []
        for isBad in rounds {
            var sample = try SampleRun()
            if isBad { Self.bad(&sample) }
            samples.append(sample)
        }
        let last = try #require(samples.last)
        let run = Scenario.explained(last.facts(after: samples.dropLast()))
        #expect(run.verdict == .verified)
        let incident = Incident(
            runs: [
                IncidentRun(
                    number: 12, started: run.started, finished: run.finished, command: "check", vantage: "deploy1003",
                    version: "0.1.0", verdict: run.verdict, exitCode: 0, record: run)
            ], ledger: "l")
        #expect(incident.faults.count == 1 && incident.end != nil)
        #expect(incident.events.count { if case .round = $0.kind { true } else { false } } == 3)
        #expect(IncidentReport.render(incident).contains("round 3: verified, 0 refused, 0 undecided, 1 healed"))
    }

    /// An override lets the deploy go on; the fault is still one.
    @Test func anOverriddenRunPassesWithItsFault() throws {
        let override = Override(
            id: 3, digest: SampleRun.digest("big"), backend: nil, registry: nil, reason: "ticket 7", who: "ann",
            createdAt: Self.at(-1), expiresAt: Self.at(200))
        let run = try Self.run(12, at: 90) { sample in
            Self.bad(&sample)
            sample.overrides = [override]
        }
        let incident = Incident(runs: [run], overrides: [override], ledger: "l")
        #expect(incident.faults.count == 1 && incident.passing.map(\.number) == [12] && incident.blocking.isEmpty)
        #expect(incident.images.count == 1)
        #expect(IncidentReport.render(incident).contains("run 12 (overridden) let the deploy continue"))
    }

    @Test func theDraft() throws {
        let text = IncidentReport.render(
            try Self.incident([Self.override(3, digest: SampleRun.digest("big"), withdrawn: Self.at(85))]))
        try expectSnapshot(text, "incident")
    }

    @Test func theDraftHasItsSectionsAndBlanks() throws {
        let text = IncidentReport.render(try Self.incident())
        let sections = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
        #expect(
            sections == [
                "Summary", "Metadata", "Timeline", "Detection", "Impact", "Conclusions", "Action items", "Evidence",
            ])
        // Every section that needs judgment has a blank.
        for section in text.components(separatedBy: "\n## ").dropFirst() where !section.hasPrefix("Evidence") {
            #expect(section.contains("**[fill in: "), "\(section.prefix(40))")
        }
        #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
    }

    /// Text from people and servers is code in every place, and no table row gets more cells from it.
    @Test func foreignTextIsNoMarkup() throws {
        let hostile = "x` | **b** <script>\u{1b}[31m\n# head"
        let run = try Self.run(12, at: 0) { sample in
            Self.bad(&sample)
            sample.vantage = hostile
            sample.images[0].origins = [.line(file: hostile, number: 3)]
        }
        let renamed = IncidentRun(
            number: 12, started: run.started, finished: run.finished, command: hostile, vantage: hostile, version: "1",
            verdict: run.verdict, exitCode: run.exitCode, record: run.record)
        let override = Override(
            id: 1, digest: SampleRun.digest("big"), backend: nil, registry: nil, reason: hostile, who: hostile,
            createdAt: Self.at(0), expiresAt: Self.at(10))
        let text = IncidentReport.render(Incident(runs: [renamed], overrides: [override], ledger: hostile))
        #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
        #expect(!text.contains("\n# head"))
        var isFenced = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") { isFenced.toggle() }
            guard !isFenced else { continue }
            // Outside of code there is no foreign text.
            let plain = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
            #expect(!plain.contains("<script>"), "\(line)")
            #expect(!plain.contains("**b**"), "\(line)")
        }
    }

    @Test func aLongDraftSaysWhatIsLeftOut() throws {
        let text = IncidentReport.render(try Self.incident(), limit: 3000)
        #expect(text.utf8.count <= 3000)
        #expect(text.contains("are left out"))
    }
}

/// Foreign text in Markdown.
@Suite struct MarkdownTextTests {
    @Test func proseHasNoMarkup() {
        #expect(Markdown.prose("a.b, c") == "a.b, c")
        #expect(
            Markdown.prose("<b> *x* `y` [z](u) a|b c_d #1 &amp; ~s~ \\")
                == ##"\<b\> \*x\* \`y\` \[z\](u) a\|b c\_d \#1 \&amp; \~s\~ \\"##)
        #expect(Markdown.prose("e\u{301}\n").utf8.allSatisfy { (0x20...0x7e).contains($0) })
    }
}
