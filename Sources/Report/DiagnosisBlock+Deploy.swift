internal import Gate
internal import OCI

/// The block for a deploy tool's log: what a deployer must know, in as few lines as that takes.
extension DiagnosisBlock {
    /// With the verdict, the state of the deploy and the next command, a block of these many lines fits 25.
    private static let mostLines = 18

    /// Where there is no room, what only keeps evidence is left out, then the commands that only look: the report in the
    /// ledger has them. What heals stays.
    func deployPage(number: Int, of count: Int) -> Page {
        let whole = deployPage(number: number, of: count, isShort: false, steps: steps)
        guard !fits(whole) else { return whole }
        let needed = steps.filter { !$0.isForTheRecord }
        let shorter = deployPage(number: number, of: count, isShort: false, steps: needed)
        return fits(shorter) ? shorter : deployPage(number: number, of: count, isShort: true, steps: needed)
    }

    private var steps: [RemedyStep] { diagnosis.steps.filter { $0.purpose != .then } }

    private func fits(_ page: Page) -> Bool { page.text.split(separator: "\n").count <= Self.mostLines }

    private func deployPage(number: Int, of count: Int, isShort: Bool, steps: [RemedyStep]) -> Page {
        var page = Page(options)
        addTitle(number: number, of: count, to: &page)
        for (index, image) in diagnosis.images.prefix(2).enumerated() {
            let origin = image.origins.first.map { " (\($0)\(others(than: image)))" } ?? ""
            let set = image.isRollbackOnly ? ", of the rollback set" : ""
            entry(index == 0 ? "image" : "", name(of: image) + origin + set, &page)
        }
        if diagnosis.images.count > 2 { entry("", "and \(diagnosis.images.count - 2) more images", &page) }
        deploySubject(&page)
        sightings(&page)
        for (index, place) in diagnosis.locations.prefix(2).enumerated() {
            entry(index == 0 ? "where" : "", place, &page)
        }
        others(&page)
        if let first = diagnosis.causes.first, first.standing != .unlikely {
            entry("cause", "\(first.standing.rawValue): \(first.statement)", &page)
        } else {
            entry("cause", diagnosis.conclusion.isEmpty ? diagnosis.reach : diagnosis.conclusion, &page)
        }
        for (index, step) in steps.enumerated() {
            let label = Self.label(index == 0 ? "do" : "") + (steps.count > 1 ? "\(index + 1). " : "")
            let isCut = isShort && step.purpose == .look && !step.commands.isEmpty
            page.line(isCut ? Self.withoutCommand(step.text) : step.text, label: label)
            for command in isCut ? [] : step.commands {
                for line in ShellLines.broken(command, width: options.width, indent: label.utf8.count) {
                    page.whole(line)
                }
            }
        }
        return page
    }

    /// What a step does, where its command has no room; what explains the command goes with it.
    private static func withoutCommand(_ text: String) -> String {
        let whole = text.trimmingColon
        let end = whole.hasSuffix(")") ? whole.ranges(of: " (").last?.lowerBound : nil
        return (end.map { String(whole[..<$0]) } ?? whole) + "; blobgate diagnose DIGEST prints the command."
    }

    /// A reference that is wider than the page is told in two parts: a person reads it, and no command needs it.
    private func name(of image: Diagnosis.ConcernedImage) -> String {
        let reference = image.reference
        let whole = reference.description
        guard Self.label("image").utf8.count + whole.utf8.count > options.width else { return whole }
        return whole.replacing("\(reference.registry)/", with: "", maxReplacements: 1) + " of \(reference.registry)"
    }

    /// One line for what has a digest.
    private func deploySubject(_ page: inout Page) {
        let subject = diagnosis.subject
        guard let digest = subject.digest else { return self.subject(&page) }
        let size = subject.size.map { ", \(Units.bytes($0))" } ?? ""
        let more = subject.more > 0 ? ", and \(subject.more) more" : ""
        let kind = subject.kind?.rawValue ?? "content"
        entry(subject.kind == .manifest ? "what" : "blob", "\(kind) \(digest)\(size)\(more)", &page)
    }

    private func others(than image: Diagnosis.ConcernedImage) -> String {
        image.origins.count > 1 ? " and \(image.origins.count - 1) more" : ""
    }
}

extension String {
    fileprivate var trimmingColon: String { hasSuffix(":") || hasSuffix(".") ? String(dropLast()) : self }
}
