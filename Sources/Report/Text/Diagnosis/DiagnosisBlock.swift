internal import Foundation
internal import OCI
internal import Record

/// One diagnosis as a self-contained block, or as one line.
struct DiagnosisBlock {
    static let mostRows = 6

    let diagnosis: Diagnosis
    let options: TextOptions
    /// Where each backend has the content wrong; empty if nothing was located.
    let places: [String]
    /// The end of the run; the ages of proofs are relative to it.
    private let now: Date
    /// Which other images use the content; `nil` if none is known.
    private let usage: String?

    init(_ diagnosis: Diagnosis, of run: Run, options: TextOptions = TextOptions()) {
        self.diagnosis = diagnosis
        self.options = options
        now = run.finished
        usage = UsageWords(diagnosis, of: run).text
        places = diagnosis.investigation.map { DiagnosisWords.places(of: $0) } ?? []
    }

    var fault: Fault { diagnosis.fault }

    /// `wrong bytes (content-digest)`.
    private var title: String { "\(diagnosis.code.title) (\(diagnosis.code))" }

    private var ink: Page.Ink { diagnosis.weight == .refuses ? .red : .yellow }

    /// The places; the last one also says what the bytes were compared with.
    var locations: [String] {
        guard let last = places.last, let investigation = diagnosis.investigation else { return places }
        return places.dropLast() + ["\(last); \(DiagnosisWords.reference(of: investigation, now: now))"]
    }

    /// The full block; for a deploy tool's log, as much as leaves room for the `end` of the report.
    func page(number: Int, of count: Int, before end: Page? = nil) -> Page {
        guard options.deploy == nil else { return deployPage(number: number, of: count, before: end) }
        var page = Page(options)
        addTitle(number: number, of: count, to: &page)
        addFacts(to: &page)
        steps(&page)
        return page
    }

    /// Adds everything but the title and the steps.
    func addFacts(to page: inout Page) {
        images(&page)
        subject(&page)
        if let usage { entry("also", usage, &page) }
        occurrences(&page)
        entries("where", locations, &page)
        others(&page)
        if !isLocated {
            entry("reach", ReachWords.text(fault), &page)
            if diagnosis.notes.map(\.wrappedValue) != [.nodesAreNotAffected] {
                entry("means", diagnosis.fault.meaning, &page)
            }
        }
        CauseLines(diagnosis: diagnosis, now: now).add(to: &page)
        let notes = diagnosis.notes.map { DiagnosisWords.text($0.wrappedValue) }
        entries("note", notes.prefix(isLocated ? 2 : Self.mostRows), &page)
    }

    func addTitle(number: Int, of count: Int, to page: inout Page) {
        let place = count > 1 ? ", fault \(number) of \(count)" : ""
        page.line("\(heading)\(place)", ink: ink)
    }

    /// `REFUSED: wrong bytes (content-digest)`.
    var heading: String { "\(Self.word(diagnosis.weight)): \(title)" }

    /// Whether an investigation located the damage. If so, the block shows the location instead of the general meaning.
    private var isLocated: Bool { !places.isEmpty }

    /// The command that checks again afterwards is at the end of the report.
    private func steps(_ page: inout Page) {
        let steps = diagnosis.steps.filter { $0.purpose != .then }
        for (index, step) in steps.enumerated() {
            let number = steps.count > 1 ? "\(index + 1). " : ""
            let label = Self.label(index == 0 ? "do" : "") + number
            page.line(DiagnosisWords.text(step.action), label: label)
            let margin = String(repeating: " ", count: label.utf8.count)
            for command in commands(of: step) { page.whole(command, label: margin) }
        }
    }

    /// The commands, complete: Blobgate's own with the options that find the configuration and ledger of this run.
    func commands(of step: RemedyStep) -> [String] {
        let flags = options.deploy?.flags ?? options.flags
        guard step.action.isOfBlobgate, !flags.isEmpty else { return step.commands }
        return step.commands.map { "\($0) \(flags)" }
    }

    /// The diagnosis in one line.
    var summary: String {
        let subject = fault.subject
        let digest = subject.digest.map { " \($0.short)" } ?? ""
        let kind = subject.kind.map { " \($0.rawValue)" } ?? ""
        let more = subject.more > 0 ? " and \(subject.more) more" : ""
        return "\(Self.word(diagnosis.weight)): \(title):\(kind)\(digest)\(more); \(ReachWords.text(fault))"
    }

    /// The conclusion, the causes and the places of a diagnosis that is shown in one line.
    var details: [String] {
        [diagnosis.conclusion.map { DiagnosisWords.text($0.wrappedValue) }].compactMap(\.self)
            + diagnosis.causes.map(\.words) + locations
    }

    private static func word(_ weight: Finding.Weight) -> String {
        switch weight {
        case .refuses: "REFUSED"
        case .undecided: "UNDECIDED"
        case .reported: "reported"
        }
    }

    static func label(_ name: String) -> String { "  " + name.padded(to: 7) }

    func entry(_ name: String, _ text: String, _ page: inout Page) { page.line(text, label: Self.label(name)) }

    /// Adds several entries under one name, shown only for the first.
    func entries(_ name: String, _ texts: some Sequence<String>, _ page: inout Page) {
        for (index, text) in texts.enumerated() { entry(index == 0 ? name : "", text, &page) }
    }

    private func images(_ page: inout Page) {
        let images = diagnosis.images.prefix(3).map { image in
            let places = image.origins.prefix(3).map(\.description).joined(separator: ", ")
            let more = image.origins.count > 3 ? " and \(image.origins.count - 3) more" : ""
            let origin = image.origins.isEmpty ? "" : " (\(places)\(more))"
            return "\(image.reference)\(origin)\(image.isRollbackOnly ? ", in the rollback set" : "")"
        }
        entries("image", images, &page)
        if diagnosis.images.count > 3 { entry("", "and \(diagnosis.images.count - 3) more images", &page) }
    }

    func subject(_ page: inout Page) {
        let subject = fault.subject
        let more = subject.more > 0 ? ", and \(subject.more) more" : ""
        let under = subject.repository.map { " of \(fault.registry)/\($0)" } ?? " of \(fault.registry)"
        if let digest = subject.digest {
            let kind = subject.kind?.rawValue ?? "content"
            let size = subject.size.map { ", \(Units.exact($0))" } ?? ""
            let short = isLocated ? subject.repository.map { " of \($0)" } ?? "" : under
            entry(subject.kind == .manifest ? "what" : "blob", "\(kind)\(short)\(size)\(more)", &page)
            entry("", digest.description, &page)
        } else if let tag = subject.tag {
            entry("what", "tag \(tag)\(under)\(more)", &page)
        }
    }

    func occurrences(_ page: inout Page, most: Int = DiagnosisBlock.mostRows) {
        if let alike = seenAlike { return entry("seen", alike, &page) }
        let shown = fault.occurrences.prefix(most).map { occurrence in
            let facts = [occurrence.isDirect ? "direct" : nil, occurrence.address].compactMap(\.self)
            let at = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
            let count = occurrence.count > 1 ? "\(occurrence.count) times, first: " : ""
            return "\(occurrence.backend)\(at): \(count)\(seen(occurrence))"
        }
        entries("seen", shown, &page)
        let rest = fault.occurrences.count - most
        if rest > 0 { entry("", "and on \(Units.counted(rest, "more backend"))", &page) }
    }

    /// Hashes are abbreviated if the block shows the location of the damage, or if it has little room.
    private var cutsHashes: Bool { isLocated || options.deploy != nil }

    private func seen(_ occurrence: Occurrence) -> String {
        cutsHashes && occurrence.received != nil
            ? EvidenceWords.short(occurrence.evidence, size: fault.subject.size)
            : EvidenceWords.long(occurrence.evidence)
    }

    /// One line for several backends with the same evidence except for the hash.
    private var seenAlike: String? {
        let occurrences = fault.occurrences
        guard cutsHashes, occurrences.count > 1, occurrences.allSatisfy({ $0.received != nil }) else { return nil }
        return EvidenceWords.alike(occurrences.map(\.evidence), size: fault.subject.size).map {
            "\(occurrences.map(\.backend).joined(separator: ", ")): \($0)"
        }
    }

    /// Backends in the same state share a line.
    func others(_ page: inout Page, most: Int = DiagnosisBlock.mostRows) {
        var names: [String: [String]] = [:]
        var order: [String] = []
        for other in fault.others {
            let words = OtherBackendWords.text(other.states, at: now)
            if names[words] == nil { order.append(words) }
            names[words, default: []].append(other.isDirect ? "\(other.backend) (direct)" : other.backend)
        }
        entries("others", order.prefix(most).map { "\(names[$0]?.joined(separator: ", ") ?? ""): \($0)" }, &page)
        let rest = order.dropFirst(most).reduce(0) { $0 + (names[$1]?.count ?? 0) }
        if rest > 0 { entry("", "and \(Units.counted(rest, "more backend"))", &page) }
    }
}
