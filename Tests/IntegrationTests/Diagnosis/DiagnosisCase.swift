import Foundation
import Lab
import Record
import Report
import Support
import Testing

/// One break at a known place, and the expected report.
struct DiagnosisCase: Sendable, CustomTestStringConvertible {
    /// The backends that the gate knows.
    enum View: Sendable {
        case fronts
        /// The fronts and the registry itself.
        case withDirect
        case oneFront
    }

    /// Where damage is reported.
    struct Place: Sendable {
        let backend: String
        let bytes: ClosedRange<Int64>
        var isExact = true
    }

    let testDescription: String
    var view = View.fronts
    /// Whether an earlier run proved all content, so that its hash states are in the ledger.
    var isKnown = false
    var flags: [String] = []
    /// The repositories of the release.
    var release = ["app/api"]
    var status: Int32 = 1
    var code = "content-digest"
    /// The first cause; `nil` if the fault itself is the cause.
    let cause: String?
    var confidence: String?
    /// The suspected backends.
    var accused: [String]?
    var places: [Place] = []
    var kind: String?
    /// Whether the report states an open question.
    var isOpen = false
    /// The slices whose cache files the printed commands move.
    var moved: [LabBackend: [Int64]] = [:]
    /// How often the remedy has to be followed: more than once if checks on other backends were withheld.
    var rounds = 1
    /// Whether it is a manifest.
    var isManifest = false
    /// What the report does not do yet, for a case that is known to fail.
    var known: Comment?
    /// Applies the break to the lab.
    let spoil: @Sendable (RunningLab, BuiltBlob) async throws -> Void
    /// The manual action for a step without a command.
    var byHand: @Sendable (RunningLab) async throws -> Void = { try $0.healStorage() }

    /// The layer of three slices, or the manifest.
    func blob(in lab: RunningLab) throws -> BuiltBlob {
        let image = try lab.image("app/api")
        return try #require(isManifest ? image.top : image.layers.first)
    }

    /// Runs all of them on one new lab.
    static func run(_ cases: [DiagnosisCase]) async throws {
        try await GateLab.run { try await run(cases, on: $0) }
    }

    static func run(_ cases: [DiagnosisCase], on gate: GateLab) async throws {
        for one in cases {
            if let known = one.known {
                await withKnownIssue(known, isIntermittent: true) { try await one.run(gate.lab, gate.home) }
            } else {
                try await one.run(gate.lab, gate.home)
            }
            for backend in LabBackend.allCases { try await gate.lab.makeUsual(backend) }
            try await gate.lab.healAll()
        }
    }

    private func configuration(_ lab: RunningLab) throws -> URL {
        switch view {
        case .fronts: lab.configurationFile
        case .withDirect: try lab.writeConfiguration(direct: true)
        case .oneFront: try lab.writeConfiguration([.front2])
        }
    }

    private func run(_ lab: RunningLab, _ home: GateHome) async throws {
        let bench = DiagnosisBench(lab, home, configuration: try configuration(lab))
        let images = try release.map(lab.image)
        let references = images.map(lab.reference)
        for image in images { for backend in LabBackend.allCases { try await lab.warm(image, on: backend) } }
        if isKnown { #expect(try await bench.gate(["check", "--quiet"] + references).status == 0, "\(self)") }
        let blob = try blob(in: lab)
        try await spoil(lab, blob)

        var (result, report) = try await bench.check(["--fresh"] + flags + references)
        #expect(result.status == status, "\(self): \(result)")
        var diagnosis = try #require(report.diagnoses.first, "\(self): \(result)")
        judge(diagnosis, result)
        judgeText(result.output, report)

        var moved: [LabBackend: [Int64]] = [:]
        for round in 1...rounds {
            var follower = RemedyFollower(bench, blob, byHand: byHand)
            for one in report.diagnoses where round > 1 || one.subject.digest == diagnosis.subject.digest {
                try await follower.follow(one.steps.filter { $0.purpose != "then" })
                if one.subject.digest == nil { break }
            }
            moved.merge(follower.moved) { ($0 + $1).sorted() }
            let then = try #require(diagnosis.steps.last { $0.purpose == "then" }?.commands.first, "\(self)")
            let file = home.path("recheck-\(UUID().uuidString).json")
            let again = try await bench.shell("\(then) --output text --output json=\(file)")
            let story = "\(self), round \(round)\n\(result.output)\n\(follower.log.joined(separator: "\n"))\n\(again)"
            guard round == rounds else {
                #expect(again.status == 1, "\(story)")
                report = try DiagnosisReport(file: file)
                diagnosis = try #require(report.diagnoses.first, "\(story)")
                continue
            }
            #expect(again.status == 0, "\(story)")
            #expect(moved == self.moved, "\(story)")
        }
    }

    private func judge(_ diagnosis: DiagnosisReport.Diagnosis, _ result: GateResult) {
        let details: Comment = "\(self): \(result.output)\n\(diagnosis.causes)"
        #expect(diagnosis.code == code, details)
        #expect(diagnosis.causes.first?.kind == cause, details)
        if let confidence { #expect(diagnosis.causes.first?.confidence == confidence, details) }
        if let accused { #expect(diagnosis.causes.first?.backends == accused, details) }
        #expect((diagnosis.openQuestion != nil) == isOpen, details)
        let bad = (diagnosis.investigation?.maps ?? []).filter { !$0.damages.isEmpty }
        #expect(Set(bad.map(\.backend)) == Set(places.map(\.backend)), details)
        for place in places {
            let damages = bad.first { $0.backend == place.backend }?.damages ?? []
            #expect(damages.count == 1, details)
            #expect(damages.first.map { $0.first...max($0.first, $0.last) } == place.bytes, details)
            #expect(damages.first?.exact == place.isExact, details)
            if let kind { #expect(damages.first?.kind == kind, details) }
            #expect(
                diagnosis.locations.contains { $0.contains(place.backend) && $0.contains("\(place.bytes.lowerBound)") },
                details)
        }
        // Nothing is moved, not even conditionally, before the step that decides or heals.
        let proven = diagnosis.openQuestion == nil && [.cache, .path].contains(diagnosis.location)
        let first = diagnosis.steps.firstIndex { $0.commands.contains { $0.contains("mv ") } }
        if let first, !proven {
            let before = diagnosis.steps[..<first]
            #expect(before.contains { $0.expected != nil }, details)
            for step in diagnosis.steps[first...] where step.commands.contains(where: { $0.contains("mv ") }) {
                #expect(RemedyFollower.Condition(step.action) != .always, details)
            }
        }
        if isOpen { #expect(diagnosis.steps.contains { $0.purpose == "look" }, details) }
    }

    /// The screen space for one blob: at most 32 lines of 100 columns, plus the commands, which are never wrapped.
    private func judgeText(_ text: String, _ report: DiagnosisReport) {
        guard report.diagnoses.count == 1, let commands = report.diagnoses.first?.steps.flatMap(\.commands) else {
            return
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("REFUSED: ") || $0.hasPrefix("UNDECIDED: ") }) else {
            Issue.record("no block: \(text)")
            return
        }
        let block = lines[start...].prefix { !$0.isEmpty }
        let own = block.filter { line in !commands.contains { line.contains($0) } }
        // The text went to a pipe, where it is not wrapped. A terminal indents continuation lines.
        let rows = own.flatMap { Wrapping.lines(of: String($0), first: 100, rest: 91) }
        #expect(rows.count <= 32, "\(self): \(text)")
        #expect(rows.allSatisfy { $0.utf8.count <= 100 }, "\(self): \(text)")
    }
}

extension RunningLab {
    /// The first and the last original byte in a range that is not zero.
    func bytesThatAreNoZeros(of blob: BuiltBlob, in range: Range<Int64>) throws -> ClosedRange<Int64> {
        let file = try FileHandle(forReadingFrom: originalFile(of: blob))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(range.lowerBound))
        let bytes = [UInt8](try file.read(upToCount: range.count) ?? Data())
        let first = try #require(bytes.firstIndex { $0 != 0 })
        let last = try #require(bytes.lastIndex { $0 != 0 })
        return range.lowerBound + Int64(first)...range.lowerBound + Int64(last)
    }
}
