internal import Foundation
internal import Gate
internal import OCI

/// One diagnosis as a block that is complete in itself, or as one line.
struct DiagnosisBlock {
    static let mostRows = 6

    let diagnosis: Diagnosis
    let options: TextOptions

    /// `wrong bytes (content-digest)`.
    private var title: String { "\(diagnosis.code.title) (\(diagnosis.code))" }

    var ink: Page.Ink { diagnosis.weight == .refuses ? .red : .yellow }

    /// The whole of it; for a deploy tool's log as much of it as leaves room for the `end` of the report.
    func page(number: Int, of count: Int, before end: Page? = nil) -> Page {
        guard options.deploy == nil else { return deployPage(number: number, of: count, before: end) }
        var page = Page(options)
        addTitle(number: number, of: count, to: &page)
        images(&page)
        subject(&page)
        alsoUsed(&page)
        sightings(&page)
        for (index, place) in diagnosis.locations.prefix(Self.mostRows).enumerated() {
            entry(index == 0 ? "where" : "", place, &page)
        }
        others(&page)
        if isLookedInto {
            CauseLines.add(diagnosis, to: &page)
        } else {
            entry("reach", diagnosis.reach, &page)
            entry("means", diagnosis.meaning, &page)
            if !diagnosis.conclusion.isEmpty {
                entry("cause", diagnosis.conclusion, &page)
            } else {
                CauseLines.add(diagnosis, to: &page)
            }
        }
        for (index, note) in diagnosis.notes.prefix(isLookedInto ? 2 : Self.mostRows).enumerated() {
            entry(index == 0 ? "note" : "", note, &page)
        }
        steps(&page)
        return page
    }

    func addTitle(number: Int, of count: Int, to page: inout Page) {
        let place = count > 1 ? ", fault \(number) of \(count)" : ""
        page.line("\(Self.word(diagnosis.weight)): \(title)\(place)", ink: ink)
    }

    /// Whether a closer look found something, so that the block tells that instead of what any such fault means.
    private var isLookedInto: Bool { !diagnosis.locations.isEmpty }

    /// What would look again afterwards stands at the end of the report.
    private func steps(_ page: inout Page) {
        let steps = diagnosis.steps.filter { $0.purpose != .then }
        for (index, step) in steps.enumerated() {
            let number = steps.count > 1 ? "\(index + 1). " : ""
            let label = Self.label(index == 0 ? "do" : "") + number
            page.line(step.text, label: label)
            for command in step.commands { page.whole(command, label: String(repeating: " ", count: label.utf8.count)) }
        }
    }

    private func alsoUsed(_ page: inout Page) {
        if let text = UsageWords(diagnosis).text { entry("also", text, &page) }
    }

    /// All that fits one line.
    var summary: String {
        let bytes = diagnosis.subject.digest.map { " \($0.short)" } ?? ""
        let kind = diagnosis.subject.kind.map { " \($0.rawValue)" } ?? ""
        let more = diagnosis.subject.more > 0 ? " and \(diagnosis.subject.more) more" : ""
        return "\(Self.word(diagnosis.weight)): \(title):\(kind)\(bytes)\(more); \(diagnosis.reach)"
    }

    private static func word(_ weight: Finding.Weight) -> String {
        switch weight {
        case .refuses: "REFUSED"
        case .undecided: "UNDECIDED"
        case .reported: "reported"
        }
    }

    static func label(_ name: String) -> String { "  " + name.padded(to: 7) }

    func entry(_ name: String, _ text: String, _ page: inout Page) {
        page.line(text, label: Self.label(name))
    }

    private func images(_ page: inout Page) {
        for (index, image) in diagnosis.images.prefix(3).enumerated() {
            let places = image.origins.prefix(3).joined(separator: ", ")
            let more = image.origins.count > 3 ? " and \(image.origins.count - 3) more" : ""
            let origin = image.origins.isEmpty ? "" : " (\(places)\(more))"
            let set = image.isRollbackOnly ? ", of the rollback set" : ""
            entry(index == 0 ? "image" : "", "\(image.reference)\(origin)\(set)", &page)
        }
        if diagnosis.images.count > 3 { entry("", "and \(diagnosis.images.count - 3) more images", &page) }
    }

    func subject(_ page: inout Page) {
        let subject = diagnosis.subject
        let more = subject.more > 0 ? ", and \(subject.more) more" : ""
        let under = subject.repository.map { " of \(diagnosis.registry)/\($0)" } ?? " of \(diagnosis.registry)"
        if let digest = subject.digest {
            let kind = subject.kind?.rawValue ?? "content"
            let size = subject.size.map { ", \(Units.exact($0))" } ?? ""
            let short = isLookedInto ? subject.repository.map { " of \($0)" } ?? "" : under
            entry(subject.kind == .manifest ? "what" : "blob", "\(kind)\(short)\(size)\(more)", &page)
            entry("", digest.description, &page)
        } else if let tag = subject.tag {
            entry("what", "tag \(tag)\(under)\(more)", &page)
        }
    }

    func sightings(_ page: inout Page, most: Int = DiagnosisBlock.mostRows) {
        if let alike = seenAlike { return entry("seen", alike, &page) }
        for (index, sighting) in diagnosis.sightings.prefix(most).enumerated() {
            let facts = [sighting.isDirect ? "direct" : nil, sighting.address].compactMap { $0 }
            let at = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
            let count = sighting.count > 1 ? "\(sighting.count) times, first: " : ""
            entry(index == 0 ? "seen" : "", "\(sighting.backend)\(at): \(count)\(seen(sighting))", &page)
        }
        let rest = diagnosis.sightings.count - most
        if rest > 0 { entry("", "and on \(Units.counted(rest, "more backend"))", &page) }
    }

    /// Where the block tells more than the hash, or has little room, the hash is cut to what tells it from others.
    private var cutsHashes: Bool { isLookedInto || options.deploy != nil }

    private func seen(_ sighting: Diagnosis.Sighting) -> String {
        guard cutsHashes, let received = sighting.received else { return sighting.seen }
        var text = sighting.seen.replacing(received.description, with: received.short)
            .replacing("(cache says ", with: "(")
        if let size = diagnosis.subject.size {
            text = text.replacing("\(size) bytes that hash to ", with: "right length, hash ")
        }
        return text
    }

    /// What several backends show alike, but for the hash, in one line.
    private var seenAlike: String? {
        let sightings = diagnosis.sightings
        guard cutsHashes, sightings.count > 1, sightings.count == sightings.compactMap(\.received).count else {
            return nil
        }
        let texts = Set(
            sightings.map { seen($0).replacing("hash " + ($0.received?.short ?? ""), with: "hash") })
        guard texts.count == 1, let text = texts.first, text.contains("right length, hash") else { return nil }
        let hashes = Set(sightings.compactMap(\.received?.short))
        let hash = hashes.count == 1 ? "the same hash \(hashes.first ?? "")" : "other hashes"
        return "\(sightings.map(\.backend).joined(separator: ", ")): "
            + text.replacing("right length, hash", with: "right length, \(hash)")
    }

    /// Backends that stand alike share a line.
    func others(_ page: inout Page, most: Int = DiagnosisBlock.mostRows) {
        var names: [String: [String]] = [:]
        var order: [String] = []
        for other in diagnosis.others {
            let words = Self.words(other.states)
            if names[words] == nil { order.append(words) }
            names[words, default: []].append(other.isDirect ? "\(other.backend) (direct)" : other.backend)
        }
        for (index, words) in order.prefix(most).enumerated() {
            let who = names[words]?.joined(separator: ", ") ?? ""
            entry(index == 0 ? "others" : "", "\(who): \(words)", &page)
        }
        let rest = order.dropFirst(most).reduce(0) { $0 + (names[$1]?.count ?? 0) }
        if rest > 0 { entry("", "and \(Units.counted(rest, "more backend"))", &page) }
    }

    /// Of many claims, how many stand how; the ages of single proofs and what a cache said of each are left out there.
    private static func words(_ shares: [Diagnosis.Share]) -> String {
        guard shares.count > 1 else {
            return shares.map { ($0.count > 1 ? "\($0.count) " : "") + words($0.state) }.joined()
        }
        var counts: [String: Int] = [:]
        var order: [String] = []
        for share in shares {
            let words =
                switch share.state {
                case .verified: "intact, verified now"
                case .reused: "intact, verified by earlier runs"
                default: words(share.state)
                }
            if counts[words] == nil { order.append(words) }
            counts[words, default: 0] += share.count
        }
        return order.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: "; ")
    }

    private static func words(_ state: Diagnosis.State) -> String {
        switch state {
        case .verified(let status): "intact, verified now" + cache(status)
        case .reused(_, let age, let run, let vantage, let status):
            "intact, verified \(Units.age(age)) by run \(run)\(vantage.map { " on \($0)" } ?? "")" + cache(status)
        case .present: "says that it has it; no byte was hashed"
        case .planned: "not pulled yet"
        case .undecided(let code): "nothing is known: \(code.title) (\(code))"
        case .withheld: "not pulled: a pull could fill the cache with the same"
        case .faulty(let code): "another fault: \(code.title) (\(code))"
        case .notAsked(let why): "not asked: \(why)"
        case .names(let digest): "the name leads to \(digest)"
        }
    }

    private static func cache(_ status: String?) -> String { status.map { " (cache says \($0))" } ?? "" }
}
