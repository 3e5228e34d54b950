/// The elements that a report uses.
enum HTMLTag: String {
    case html, head, body, title
    case main, header, footer, nav, section, article
    case h1, h2, h3, h4
    case p, ul, ol, li, dl, dt, dd, div, span, pre, code, a, strong
    case table, caption, thead, tbody, tr, th, td
    case details, summary, input, label
    case svg, rect, path

    /// Whether it is written without an end tag: void elements, and parts of drawings.
    var closesItself: Bool {
        switch self {
        case .input, .rect, .path: true
        default: false
        }
    }

    /// Whether a line break after its start tag changes nothing.
    var isBlock: Bool {
        switch self {
        case .html, .head, .body, .main, .header, .footer, .nav, .section, .article, .ul, .ol, .dl, .div, .table,
            .thead,
            .tbody, .details:
            true
        default: false
        }
    }

    /// Whether a line break after its end tag changes nothing.
    var endsLine: Bool {
        switch self {
        case .title, .h1, .h2, .h3, .h4, .p, .li, .dt, .dd, .pre, .caption, .tr, .summary, .svg: true
        default: isBlock
        }
    }
}

/// A place in a report that links can lead to.
enum HTMLAnchor {
    case top, verdict, faults, matrix, images, timeline, backends, notes, evidence
    /// The fault with this number, from 1.
    case fault(Int)
    /// The image with this index.
    case image(Int)
    /// The claim with this index.
    case claim(Int)
    /// The control that hides what is verified.
    case filter

    var name: String {
        switch self {
        case .top: "top"
        case .verdict: "verdict"
        case .faults: "faults"
        case .matrix: "matrix"
        case .images: "images"
        case .timeline: "timeline"
        case .backends: "backends"
        case .notes: "notes"
        case .evidence: "evidence"
        case .fault(let number): "f\(number)"
        case .image(let index): "i\(index)"
        case .claim(let index): "c\(index)"
        case .filter: "only"
        }
    }
}

/// The classes of the style sheet.
enum HTMLClass: String {
    // States, as in a matrix.
    case proven, reused, open, undecided, refused, waived, apart
    // Parts of a page.
    case banner, skip, scroll, matrix, blob, facts, causes, muted, wrap, count, filter, lane, key
    // Marks of a drawing.
    case good, bad, silent, unread, hit, miss, cacheless = "other", axis, clock, round, load
}

/// An attribute. A value that is a text is escaped.
enum HTMLAttribute {
    enum Scope: String { case row, col }
    enum Role: String { case region, img }

    case language
    case style(HTMLClass)
    case id(HTMLAnchor)
    /// The target of a link, always in this document.
    case to(HTMLAnchor)
    case labelFor(HTMLAnchor)
    /// The name of the element for assistive technology.
    case name(String)
    case role(Role)
    case scope(Scope)
    case focusable
    case hidden
    case expanded
    case checkbox
    /// The size of a drawing, in its own units.
    case viewBox(width: Int, height: Int)
    /// Scales a drawing in both directions to its place.
    case stretched
    case x(Int), y(Int), width(Int), height(Int)
    /// Lines from point to point; each inner list is one line.
    case lines([[(x: Int, y: Int)]])

    /// The name and the value, which is not yet escaped.
    var written: (name: String, value: String) {
        switch self {
        case .language: ("lang", "en")
        case .style(let name): ("class", name.rawValue)
        case .id(let anchor): ("id", anchor.name)
        case .to(let anchor): ("href", "#\(anchor.name)")
        case .labelFor(let anchor): ("for", anchor.name)
        case .name(let text): ("aria-label", text)
        case .role(let role): ("role", role.rawValue)
        case .scope(let scope): ("scope", scope.rawValue)
        case .focusable: ("tabindex", "0")
        case .hidden: ("aria-hidden", "true")
        case .expanded: ("open", "")
        case .checkbox: ("type", "checkbox")
        case .viewBox(let width, let height): ("viewBox", "0 0 \(width) \(height)")
        case .stretched: ("preserveAspectRatio", "none")
        case .x(let value): ("x", "\(value)")
        case .y(let value): ("y", "\(value)")
        case .width(let value): ("width", "\(value)")
        case .height(let value): ("height", "\(value)")
        case .lines(let lines):
            ("d", lines.map { line in "M" + line.map { "\($0.x) \($0.y)" }.joined(separator: "L") }.joined())
        }
    }
}
