internal import Gate
internal import OCI

/// The block for a deploy tool's log: what a deployer must know, in as few lines as that takes.
extension DiagnosisBlock {
    /// Of a terminal: a block, the line between, and the end of the report with the verdict, the state of the deploy and
    /// the next command.
    private static let mostLines = 25

    /// What is told, from everything to what nobody can do without. What is left out, `blobgate diagnose` tells.
    private struct Detail {
        /// Steps that only keep evidence.
        var evidence = true
        /// The commands that only look.
        var looks = true
        /// All places, backends and origins.
        var places = true
        /// The commands that keep a good copy and those that heal.
        var commands = true

        static let levels = [
            Detail(), Detail(evidence: false), Detail(evidence: false, looks: false),
            Detail(evidence: false, looks: false, places: false),
            Detail(evidence: false, looks: false, places: false, commands: false),
        ]
    }

    /// The most that fits; what heals goes last.
    func deployPage(number: Int, of count: Int, before end: Page?) -> Page {
        let room = Self.mostLines - 1 - (end?.lineCount ?? 0)
        var page = Page(options)
        for detail in Detail.levels {
            page = deployPage(number: number, of: count, detail)
            if page.lineCount <= room { break }
        }
        return page
    }

    private func deployPage(number: Int, of count: Int, _ detail: Detail) -> Page {
        var page = Page(options)
        addTitle(number: number, of: count, to: &page)
        let shown = detail.places ? 2 : 1
        for (index, image) in diagnosis.images.prefix(shown).enumerated() {
            let origins = detail.places ? image.origins : image.lines
            let origin = origins.first.map { " (\($0)\(others(than: image)))" }
            let set = image.isRollbackOnly ? ", of the rollback set" : ""
            entry(index == 0 ? "image" : "", name(of: image) + (origin ?? "") + set, &page)
        }
        if diagnosis.images.count > shown { entry("", "and \(diagnosis.images.count - shown) more images", &page) }
        deploySubject(&page)
        sightings(&page, most: detail.places ? Self.mostRows : 2)
        for (index, place) in (detail.places ? diagnosis.locations : diagnosis.places).prefix(shown).enumerated() {
            entry(index == 0 ? "where" : "", place, &page)
        }
        others(&page, most: detail.places ? Self.mostRows : 1)
        if let first = diagnosis.causes.first, first.standing != .unlikely {
            entry("cause", "\(first.standing.rawValue): \(first.statement)", &page)
        } else {
            entry("cause", diagnosis.conclusion.isEmpty ? diagnosis.reach : diagnosis.conclusion, &page)
        }
        let steps = diagnosis.steps.filter { $0.purpose != .then && (detail.evidence || !$0.isForTheRecord) }
        for (index, step) in steps.enumerated() {
            let label = Self.label(index == 0 ? "do" : "") + (steps.count > 1 ? "\(index + 1). " : "")
            let hasRoom = step.purpose == .look ? detail.looks : detail.commands
            guard hasRoom || step.commands.isEmpty else {
                page.line(Self.withoutCommand(step.text), label: label)
                continue
            }
            page.line(step.text, label: label)
            for command in step.commands {
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
