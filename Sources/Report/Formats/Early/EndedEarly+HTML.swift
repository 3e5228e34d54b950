internal import Foundation
internal import Record

extension EndedEarly {
    /// A document that says how the run ended, with every fault. It states no verdict.
    package var html: String {
        HTMLReport.page("blobgate \(command): no verdict") { html in
            html.element(.main) { html in
                html.element(.div, .style(.banner)) { html in
                    html.element(.h1) { html in html.element(.span, .style(.undecided), text: "NO VERDICT") }
                    html.element(.p, text: closing)
                    html.element(.p, .style(.muted), text: "\(kind.title) (\(kind.code))")
                }
                html.section(.faults, HTMLWords.faults) { html in
                    html.element(.ul) { html in
                        for fault in faults {
                            html.element(.li) { html in
                                for line in fault.lines { html.element(.div, text: line) }
                            }
                        }
                    }
                    for line in rest { html.element(.p, text: line) }
                }
            }
            html.element(.footer) { html in
                html.element(.p, text: "blobgate \(version), from \(vantage), \(Units.time(started))")
            }
        }
    }
}
