internal import Foundation
internal import OCI
internal import Record

/// The faults to act on, worst first: what, where, why, what to do, and the map of the damage.
struct FaultSection: HTMLSection {
    /// How many faults are shown in full; the others get one line and their causes.
    private static let fullFaults = 60
    /// How many of them are open at first.
    private static let openFaults = 3
    /// How many others are listed.
    private static let mostFaults = 1000

    let scene: HTMLScene

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        let blocks = run.diagnoses.map { DiagnosisBlock($0, of: run, options: options) }
        let maps = MapFigure.overview(of: run)
        guard !blocks.isEmpty || !maps.isEmpty else { return }
        html.section(.faults, HTMLWords.faults) { html in
            for map in maps { map.add(to: &html) }
            for (index, block) in blocks.prefix(Self.fullFaults).enumerated() {
                html.element(.article, .name(block.heading)) { html in
                    html.element(.h3, .id(.fault(index + 1))) { html in
                        html.element(.span, .style(block.diagnosis.weight.style), text: block.heading)
                        if blocks.count > 1 {
                            html.append(" ")
                            html.element(.span, .style(.muted), text: "\(index + 1) / \(blocks.count)")
                        }
                    }
                    if index < Self.openFaults {
                        full(block, index, &html)
                    } else {
                        html.element(.details) { html in
                            html.element(.summary, text: block.summary)
                            full(block, index, &html)
                        }
                    }
                }
            }
            rest(blocks.dropFirst(Self.fullFaults), &html)
        }
    }

    private var options: TextOptions {
        var options = TextOptions(width: 1_000_000)
        options.flags = scene.flags
        return options
    }

    private func rest(_ blocks: ArraySlice<DiagnosisBlock>, _ html: inout HTMLText) {
        guard !blocks.isEmpty else { return }
        html.element(.ul) { html in
            for block in blocks.prefix(Self.mostFaults) {
                html.element(.li) { html in
                    html.append(block.summary)
                    html.element(.ul) { html in for detail in block.details { html.element(.li, text: detail) } }
                }
            }
        }
        let more = blocks.count - Self.mostFaults
        if more > 0 { html.element(.p, text: HTMLWords.more(more, "fault")) }
    }

    private func full(_ block: DiagnosisBlock, _ index: Int, _ html: inout HTMLText) {
        var page = scene.page
        block.addFacts(to: &page)
        html.entries(page.entries)
        if let look = block.diagnosis.investigation { MapFigure(run: run, look: look).add(to: &html) }
        steps(of: block, &html)
        facts(of: block.diagnosis, &html)
        evidence(of: block.fault, &html)
    }

    private func steps(of block: DiagnosisBlock, _ html: inout HTMLText) {
        let steps = block.diagnosis.steps
        guard !steps.isEmpty else { return }
        html.element(.h4, text: "do")
        html.element(.ol) { html in
            for step in steps {
                html.element(.li) { html in
                    html.append(DiagnosisWords.text(step.action))
                    let commands = block.commands(of: step)
                    guard !commands.isEmpty else { return }
                    html.element(.pre, .focusable) { html in
                        for (number, command) in commands.enumerated() {
                            // One element per line: a line break of the text itself is escaped.
                            if number > 0 { html.lineBreak() }
                            html.element(.code, text: command)
                        }
                    }
                    guard let expected = step.expected else { return }
                    html.element(.p, .style(.muted)) { html in
                        html.append("\(HTMLWords.expected): ")
                        html.element(.code, text: expected)
                    }
                }
            }
        }
    }

    /// Every note, and every fact for and against every cause.
    private func facts(of diagnosis: Diagnosis, _ html: inout HTMLText) {
        let notes =
            diagnosis.notes.map { DiagnosisWords.text($0.wrappedValue) }
            + (diagnosis.investigation?.limits ?? []).map { DiagnosisWords.text($0.wrappedValue) }
        guard !diagnosis.causes.isEmpty || !notes.isEmpty else { return }
        html.element(.details) { html in
            html.element(.summary, text: HTMLWords.allFacts)
            html.element(.dl, .style(.causes)) { html in
                for cause in diagnosis.causes {
                    html.element(.dt, text: cause.words)
                    for fact in cause.supports {
                        html.element(.dd, text: "for: \(DiagnosisWords.text(fact.wrappedValue, now: run.finished))")
                    }
                    for fact in cause.opposes {
                        html.element(.dd, text: "against: \(DiagnosisWords.text(fact.wrappedValue, now: run.finished))")
                    }
                }
                if !notes.isEmpty {
                    html.element(.dt, text: "notes")
                    for note in notes { html.element(.dd, text: note) }
                }
            }
        }
    }

    /// A link to the reads of the content on each backend.
    private func evidence(of fault: Fault, _ html: inout HTMLText) {
        guard let digest = fault.subject.digest else { return }
        let content = scene.contents.first {
            $0.group.digest == digest && $0.group.registry == fault.registry
                && (fault.subject.repository == nil || $0.group.repository == fault.subject.repository)
        }
        guard let first = content?.claims.first else { return }
        html.element(.p) { $0.element(.a, .to(.claim(first)), text: HTMLWords.evidence) }
    }
}

extension Finding.Weight {
    var style: HTMLClass {
        switch self {
        case .refuses: .refused
        case .undecided: .undecided
        case .reported: .waived
        }
    }
}
