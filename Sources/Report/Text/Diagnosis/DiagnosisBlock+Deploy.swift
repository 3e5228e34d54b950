internal import OCI
internal import Record

/// The block for a deploy tool's log: only what a deployer needs, in as few lines as possible.
extension DiagnosisBlock {
    /// The lines of a terminal. They must fit a block, an empty line, and the end of the report with the verdict, the state
    /// of the deploy and the next command.
    private static let mostLines = 25

    /// The level of detail, from everything to the minimum. `blobgate diagnose` shows what is left out.
    private struct Detail {
        /// Steps that only collect evidence.
        var evidence = true
        /// Read-only commands.
        var looks = true
        /// All places, backends and origins.
        var places = true
        /// Commands that save a good copy or repair something.
        var commands = true

        static let levels = [
            Detail(), Detail(evidence: false), Detail(evidence: false, looks: false),
            Detail(evidence: false, looks: false, places: false),
            Detail(evidence: false, looks: false, places: false, commands: false),
        ]
    }

    /// The most detailed block that fits; repair commands are dropped last.
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
        entries("image", diagnosis.images.prefix(shown).map { words(for: $0, detail) }, &page)
        if diagnosis.images.count > shown { entry("", "and \(diagnosis.images.count - shown) more images", &page) }
        deploySubject(&page)
        occurrences(&page, most: detail.places ? Self.mostRows : 2)
        entries("where", (detail.places ? locations : places).prefix(shown), &page)
        others(&page, most: detail.places ? Self.mostRows : 1)
        if let first = diagnosis.causes.first, first.confidence != .unlikely {
            entry("cause", first.words, &page)
        } else {
            let conclusion = diagnosis.conclusion.map { DiagnosisWords.text($0.wrappedValue) }
            entry("cause", conclusion ?? ReachWords.text(fault), &page)
        }
        let steps = diagnosis.steps.filter { $0.purpose != .then && (detail.evidence || !$0.isForTheRecord) }
        for (index, step) in steps.enumerated() {
            let label = Self.label(index == 0 ? "do" : "") + (steps.count > 1 ? "\(index + 1). " : "")
            let hasRoom = step.purpose == .look ? detail.looks : detail.commands
            add(step, label: label, withCommands: hasRoom, to: &page)
        }
        return page
    }

    private func add(_ step: RemedyStep, label: String, withCommands hasRoom: Bool, to page: inout Page) {
        let showsCommands = hasRoom || step.commands.isEmpty
        page.line(DiagnosisWords.text(step.action, withCommand: showsCommands), label: label)
        for command in commands(of: step) where showsCommands {
            for line in ShellLines.broken(command, width: options.width, indent: label.utf8.count) { page.whole(line) }
        }
    }

    private func words(for image: Diagnosis.Image, _ detail: Detail) -> String {
        let origin = image.origins.first.map { detail.places ? $0.description : $0.location }
        let more = image.origins.count > 1 ? " and \(image.origins.count - 1) more" : ""
        return name(of: image.reference) + (origin.map { " (\($0)\(more))" } ?? "")
            + (image.isRollbackOnly ? ", in the rollback set" : "")
    }

    /// Splits a reference that is wider than the page into two parts. Only a person reads it; no command needs it.
    private func name(of reference: ImageReference) -> String {
        guard Self.label("image").utf8.count + reference.description.utf8.count > options.width else {
            return reference.description
        }
        return "\(reference.repository)" + (reference.tag.map { ":\($0)" } ?? "")
            + (reference.digest.map { "@\($0)" } ?? "") + " of \(reference.registry)"
    }

    /// One line for a subject that has a digest.
    private func deploySubject(_ page: inout Page) {
        let subject = fault.subject
        guard let digest = subject.digest else { return self.subject(&page) }
        let size = subject.size.map { ", \(Units.bytes($0))" } ?? ""
        let more = subject.more > 0 ? ", and \(subject.more) more" : ""
        let kind = subject.kind?.rawValue ?? "content"
        entry(subject.kind == .manifest ? "what" : "blob", "\(kind) \(digest)\(size)\(more)", &page)
    }
}
