internal import Gate
internal import OCI

/// The likeliest cause with what speaks for and against it, what else it may be, and what the evidence leaves open.
enum CauseLines {
    /// Columns that the facts for and against may take: two lines and one of a usual page.
    private static let room = (supports: 168, opposes: 84)

    static func add(_ diagnosis: Diagnosis, to page: inout Page) {
        func entry(_ name: String, _ text: String) { page.line(text, label: "  " + name.padded(to: 7)) }
        guard let first = diagnosis.causes.first, first.standing != .unlikely else {
            if !diagnosis.conclusion.isEmpty { entry("cause", diagnosis.conclusion) }
            if let question = diagnosis.openQuestion { entry("open", question) }
            return
        }
        entry("cause", "\(first.standing.rawValue): \(first.statement)")
        entry("", "for: \(few(first.supports, room.supports))")
        if !first.opposes.isEmpty { entry("", "against: \(few(first.opposes, room.opposes))") }
        if first.standing == .shown {
            if let how = diagnosis.causes.dropFirst().first(where: { isMechanism($0, of: first) }) {
                entry("how", "\(how.standing.rawValue): \(how.statement)")
            }
        } else if let second = second(diagnosis.causes, besides: first) {
            entry("or", "\(second.standing.rawValue): \(second.statement)")
        }
        if let question = diagnosis.openQuestion { entry("open", question) }
    }

    /// The first of them, and as many more as there is room for; the whole is in the JSON report.
    private static func few(_ facts: [String], _ room: Int) -> String {
        var shown = facts.first ?? ""
        for fact in facts.dropFirst() where shown.utf8.count + fact.utf8.count + 2 <= room { shown += "; \(fact)" }
        return shown
    }

    /// Whether it says how the one that is shown came about.
    private static func isMechanism(_ other: Hypothesis, of first: Hypothesis) -> Bool {
        guard first.kind == .cache, other.kind != .cache else { return false }
        return other.standing != .unlikely && (other.kind.isInFront || other.kind == .flippedBit)
    }

    /// The next that says something else: that it is a cache is no other cause than how the cache came to be wrong.
    private static func second(_ causes: [Hypothesis], besides first: Hypothesis) -> Hypothesis? {
        causes.dropFirst().first { other in
            other.standing != .unlikely && !(first.kind.isInFront && other.kind == .cache)
        }
    }
}

/// Which other images use the faulty bytes.
struct UsageWords {
    private let diagnosis: Diagnosis

    init(_ diagnosis: Diagnosis) { self.diagnosis = diagnosis }

    /// `in 1 more image of this release: a; in 3 images of 2 earlier runs: b, c, d`; `nil` where there are none.
    var text: String? {
        var parts: [String] = []
        if !diagnosis.alsoIn.isEmpty {
            parts.append(
                "in \(Units.counted(diagnosis.alsoIn.count, "more image")) of this release: "
                    + Self.list(diagnosis.alsoIn.map(\.reference.description)))
        }
        var names: [String] = []
        for use in diagnosis.earlier where !names.contains(use.reference) { names.append(use.reference) }
        if !names.isEmpty {
            let runs = Set(diagnosis.earlier.map(\.run)).count
            parts.append(
                "in \(Units.counted(names.count, "image")) of \(Units.counted(runs, "earlier run")): \(Self.list(names))"
            )
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// The repository and its tag say enough; the whole is in the JSON report.
    private static func list(_ references: [String]) -> String {
        let short = references.prefix(2).map { text in
            text.split(separator: "/").last.map(String.init) ?? text
        }
        let more = references.count - short.count
        return short.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
