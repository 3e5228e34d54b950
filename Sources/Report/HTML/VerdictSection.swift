internal import Foundation
internal import OCI
internal import Record

/// The verdict, what it means for the deploy, and links to the parts of the report.
struct VerdictSection: HTMLSection {
    let scene: HTMLScene

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        html.element(.a, .style(.skip), .to(.verdict), text: HTMLWords.skip)
        html.element(.header, .id(.top)) { html in
            html.element(.div, .style(.banner)) { html in
                html.element(.h1, .id(.verdict)) { html in
                    html.element(.span, .style(style), text: scene.heading)
                    html.append(" ")
                    html.element(.span, .style(.muted), text: "\(Run.tool) \(run.command.rawValue)")
                }
                for entry in closing {
                    let label = entry.name
                    html.element(.p) { html in
                        if !label.isEmpty, label.uppercased() != scene.heading.uppercased() {
                            html.element(.strong, text: label)
                            html.append(": ")
                        }
                        html.append(entry.text)
                    }
                }
                if run.command != .plan { html.element(.p, .style(.muted), text: run.countsText) }
            }
            html.entries(others)
            contents(&html)
        }
    }

    private var style: HTMLClass {
        run.command == .plan ? (run.exitCode == .verified ? .open : .undecided) : run.verdict.style
    }

    /// The last lines of the text report.
    private var closing: [Page.Entry] {
        var page = scene.page
        if run.command == .plan {
            page.line(ClosingWords(run: run).plan)
            if let shard = run.shard { Closing.addShard(shard, to: &page) }
        } else {
            Closing.add(run, flags: scene.flags, to: &page)
        }
        return page.entries.filter { !$0.text.isEmpty }
    }

    /// The rollback set and the overrides.
    private var others: [Page.Entry] {
        var page = scene.page
        RollbackLines.add(run, nil, to: &page)
        OverrideLines.add(run, to: &page)
        return page.entries
    }

    private func contents(_ html: inout HTMLText) {
        html.element(.nav, .name(HTMLWords.contents)) { html in
            html.element(.ul) { html in
                for (anchor, words) in parts {
                    html.element(.li) { $0.element(.a, .to(anchor), text: words) }
                }
            }
        }
    }

    private var parts: [(HTMLAnchor, String)] {
        let faults = run.diagnoses.isEmpty ? [] : [(HTMLAnchor.faults, Units.counted(run.diagnoses.count, "fault"))]
        return faults + [
            (.matrix, HTMLWords.matrix), (.images, HTMLWords.images), (.timeline, HTMLWords.timeline),
            (.backends, HTMLWords.backends), (.evidence, HTMLWords.evidence),
        ]
    }
}
