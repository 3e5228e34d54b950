internal import OCI
package import Record

/// A finished run as one HTML document: no scripts, nothing to load, readable on a screen, on paper and aloud.
///
/// It has the verdict first, then the faults, the state of each blob on each backend, and the evidence for all of it. Every sentence
/// is that of the other reports.
package enum HTMLReport {
    /// ASCII, with a newline at the end.
    ///
    /// - Parameter flags: Shell-quoted options with which the printed commands find the same configuration and ledger.
    package static func render(_ run: Run, flags: String = "") -> String {
        let scene = HTMLScene(run, flags: flags)
        return page(scene.title) { html in
            VerdictSection(scene: scene).add(to: &html)
            html.element(.main) { html in
                FaultSection(scene: scene).add(to: &html)
                MatrixSection(scene: scene).add(to: &html)
                ImageSection(scene: scene).add(to: &html)
                TimelineSection(scene: scene).add(to: &html)
                BackendSection(scene: scene).add(to: &html)
                EvidenceSection(scene: scene).add(to: &html)
            }
            html.element(.footer) { $0.element(.p, text: RunHeader.heading(run)) }
        }
    }

    /// A document with this title and body.
    static func page(_ title: String, body: (inout HTMLText) -> Void) -> String {
        var html = HTMLText()
        html.appendHead()
        html.element(.title, text: title)
        html.append(style: HTMLStyle.colors)
        html.append(style: HTMLStyle.sheet)
        html.beginBody()
        body(&html)
        html.end()
        return html.text
    }
}

/// A section of a report.
protocol HTMLSection {
    var scene: HTMLScene { get }
    /// Adds nothing if the run has nothing to show in it.
    func add(to html: inout HTMLText)
}

extension HTMLText {
    /// Adds a section with a heading, which names it for assistive technology too.
    mutating func section(
        _ anchor: HTMLAnchor, _ heading: String, note: String? = nil, content: (inout HTMLText) -> Void
    ) {
        element(.section, .name(heading)) { html in
            html.element(.h2, .id(anchor), text: heading)
            if let note { html.element(.p, .style(.muted), text: note) }
            content(&html)
        }
    }

    /// Adds a table in a region that scrolls on its own, so that a wide table does not widen the page.
    ///
    /// - Parameter showsCaption: Whether the name of the table is also its caption, because nothing above it has that name.
    mutating func table(
        _ caption: String, _ head: [String], style: HTMLClass? = nil, showsCaption: Bool = true,
        body: (inout HTMLText) -> Void
    ) {
        element(.div, .style(.scroll), .role(.region), .name(caption), .focusable) { html in
            let fill = { (html: inout HTMLText) in
                if showsCaption { html.element(.caption, text: caption) }
                html.element(.thead) { html in
                    html.element(.tr) { html in for name in head { html.element(.th, .scope(.col), text: name) } }
                }
                body(&html)
            }
            if let style {
                html.element(.table, .style(style), content: fill)
            } else {
                html.element(.table, content: fill)
            }
        }
    }

    /// Adds a row; its first cell is the head of the row.
    mutating func row(_ cells: [String]) {
        element(.tr) { html in
            for (index, cell) in cells.enumerated() {
                if index == 0 { html.element(.th, .scope(.row), text: cell) } else { html.element(.td, text: cell) }
            }
        }
    }

    /// Adds the lines of a page: those with a label as a list of terms, others as paragraphs or, if they are to copy, as code.
    mutating func entries(_ entries: [Page.Entry]) {
        var terms: [(name: String, texts: [String])] = []
        func flush(_ html: inout HTMLText) {
            guard !terms.isEmpty else { return }
            html.element(.dl, .style(.facts)) { html in
                for term in terms {
                    html.element(.dt, text: term.name)
                    for text in term.texts { html.element(.dd, text: text) }
                }
            }
            terms = []
        }
        for entry in entries where !entry.text.isEmpty {
            let name = entry.name
            if !name.isEmpty {
                terms.append((name, [entry.text]))
            } else if !entry.label.isEmpty, !terms.isEmpty {
                terms[terms.count - 1].texts.append(entry.text)
            } else {
                flush(&self)
                element(.p, text: entry.text)
            }
        }
        flush(&self)
    }
}

extension Page.Entry {
    /// The label without the layout of a line.
    var name: String {
        var name = label[...]
        while name.last == " " || name.last == ":" { name = name.dropLast() }
        while name.first == " " { name = name.dropFirst() }
        return String(name)
    }
}
