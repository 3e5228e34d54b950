import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

/// What holds for every report in HTML, whatever is in the record.
struct HTMLFormTests {
    private static let names: Set<String> = [
        "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "nav", "section", "article", "h1",
        "h2",
        "h3", "h4", "p", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "pre", "code", "a", "strong", "table",
        "caption",
        "thead", "tbody", "tr", "th", "td", "details", "summary", "input", "label", "svg", "rect", "path",
    ]
    /// The values of all other attributes are numbers or constants.
    private static let attributes: Set<String> = [
        "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "for", "aria-label", "aria-hidden",
        "role",
        "scope", "tabindex", "open", "type", "viewBox", "preserveAspectRatio", "x", "y", "width", "height", "d",
    ]

    private static func expectForm(_ text: String, _ name: String) throws {
        let document = try HTMLDocument(text)
        for element in document.all {
            #expect(names.contains(element.name), "\(name): \(element.name)")
            for (attribute, value) in element.attributes {
                #expect(attributes.contains(attribute), "\(name): \(attribute)")
                guard attribute != "aria-label", element.name != "meta" else { continue }
                #expect(value.utf8.count < 30 || attribute == "d", "\(name): \(attribute)=\(value)")
                if attribute == "href" { #expect(value.hasPrefix("#"), "\(name): \(value)") }
                #expect(!value.lowercased().contains("http"), "\(name): \(attribute)=\(value)")
            }
        }
        let style = document.all("style").map(\.text).joined()
        #expect(!style.contains("url(") && !style.contains("@import") && !style.contains("http"))
        try expectAccessible(document, name)
    }

    private static func expectAccessible(_ document: HTMLDocument, _ name: String) throws {
        #expect(document.root.attributes["lang"] == "en")
        #expect(document.all("title").first?.text.isEmpty == false)
        #expect(document.all("main").count == 1, "\(name)")
        let ids = document.all.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count, "\(name)")
        let known = Set(ids)
        for link in document.all("a") {
            #expect(known.contains(String((link.attributes["href"] ?? "").dropFirst())), "\(name): \(link.attributes)")
            #expect(!link.text.isEmpty, "\(name)")
        }
        for label in document.all("label") { #expect(known.contains(label.attributes["for"] ?? ""), "\(name)") }
        #expect(document.all("label").count == document.all("input").count, "\(name)")
        let levels = document.all.compactMap { ["h1": 1, "h2": 2, "h3": 3, "h4": 4][$0.name] }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1, "\(name)")
        for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1, "\(name): \(levels)") }
        for drawing in document.all("svg") {
            #expect(
                drawing.attributes["role"] == "img" && drawing.attributes["aria-label"]?.isEmpty == false, "\(name)")
        }
        for region in document.all where region.attributes["role"] == "region" {
            #expect(
                region.attributes["aria-label"]?.isEmpty == false && region.attributes["tabindex"] == "0", "\(name)")
        }
        for table in document.all("table") {
            let heads = table.children("thead").flatMap { $0.all("th") }
            #expect(!heads.isEmpty && heads.allSatisfy { $0.attributes["scope"] == "col" }, "\(name)")
            for row in table.children("tbody").flatMap({ $0.children("tr") }) {
                #expect(row.children.count == heads.count, "\(name): \(row.allText)")
                #expect(row.children.first?.attributes["scope"] == "row", "\(name): \(row.allText)")
            }
        }
        for details in document.all("details") {
            #expect(details.children.first?.name == "summary" && details.children("summary").count == 1, "\(name)")
            #expect(details.children.count > 1, "\(name): \(details.allText)")
        }
    }

    @Test(arguments: Scenario.all + Scenario.plans) func theFormHolds(_ scenario: Scenario) throws {
        try Self.expectForm(HTMLReport.render(try scenario.make()), scenario.name)
    }

    /// Text of a record, from wherever it came, is only ever text.
    @Test func theFormHoldsForHostileText() throws {
        for (run, text) in zip(try FormatTable.hostile, FormatTable.texts) {
            let html = HTMLReport.render(run, flags: text)
            try Self.expectForm(html, text)
            #expect(html.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
        }
    }

    /// Hostile text changes no element: the document has the same elements as with harmless text.
    @Test func hostileTextAddsNoElement() throws {
        func form(_ text: String) throws -> [String] {
            var sample = try SampleRun()
            sample.vantage = text
            sample.notices = [.input(message: text)]
            for index in sample.images.indices {
                var origin = Origin.line(file: "\(text).yaml", number: 3)
                origin.place = OriginPlace()
                origin.place?.target = text
                sample.images[index].origins = [origin]
            }
            let body = ErrorBody(opening: ServerText(text))
            sample.answer("web", on: "registry1004", with: .status(503, body: body, type: text))
            sample.answer("base", on: "registry2004", with: .broken(.accessOther, text))
            sample.backends[1] = SampleRun.backend(
                text, address: text, sample.registry, cache: CachePolicy(kind: text, key: text, path: text))
            return try HTMLDocument(HTMLReport.render(sample.run)).all.map(\.name)
        }
        let harmless = try form("harmless")
        for text in [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</details></style></main>", "&lt;b&gt;",
        ] {
            #expect(try form(text) == harmless, "\(text)")
        }
    }

    @Test(arguments: EarlyScenario.all + EarlyScenario.hostile) func theFormHoldsWithoutAVerdict(
        _ scenario: EarlyScenario
    ) throws {
        let text = scenario.early.html
        let document = try HTMLDocument(text)
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
        #expect(document.all.allSatisfy { Self.names.contains($0.name) })
        #expect(document.all("h1").count == 1 && document.all("main").count == 1)
        #expect(text.contains("NO VERDICT") && !text.contains("class=\"proven\""))
        #expect(document.all("li").count == scenario.early.faults.count)
    }

    // MARK: - Colors

    /// The colors by name, for light and dark.
    private static func colors() throws -> [[String: String]] {
        let sheet = "\(HTMLStyle.colors)"
        let parts = sheet.components(separatedBy: "@media")
        try #require(parts.count == 2)
        return parts.map { part in
            part.matches(of: /--([a-z-]+):#([0-9a-f]{6})/).reduce(into: [:]) { $0[String($1.1)] = String($1.2) }
        }
    }

    /// WCAG 2.2, relative luminance and contrast ratio.
    private static func contrast(_ one: String, _ other: String) -> Double {
        func luminance(_ color: String) -> Double {
            let value = Int(color, radix: 16) ?? 0
            let parts = [value >> 16, value >> 8 & 255, value & 255].map { part in
                let share = Double(part) / 255
                return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        let (high, low) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)
    }

    @Test func everyTextAndEveryMarkHasEnoughContrast() throws {
        #expect(Self.contrast("000000", "ffffff") == 21)
        let both = try Self.colors()
        let themes = [both[0], both[0].merging(both[1]) { $1 }]
        #expect(both[0].count > 20 && both[0].keys.filter { both[1][$0] == nil }.isEmpty)
        for theme in themes {
            func expect(_ color: String, on ground: String, atLeast least: Double) throws {
                let ratio = Self.contrast(try #require(theme[color]), try #require(theme[ground]))
                #expect(ratio >= least, "\(color) on \(ground): \(ratio)")
            }
            for color in ["fg", "muted", "link"] {
                for ground in ["bg", "panel"] { try expect(color, on: ground, atLeast: 4.5) }
            }
            for state in ["proven", "reused", "open", "undecided", "waived", "refused"] {
                try expect(state, on: "on-\(state)", atLeast: 4.5)
            }
            for mark in ["good", "bad", "silent", "hit", "miss", "load", "round"] {
                try expect(mark, on: "bg", atLeast: 3)
            }
        }
    }

    /// Every class that an element has is in the style sheet.
    @Test(arguments: Scenario.all) func everyClassHasAStyle(_ scenario: Scenario) throws {
        let sheet = "\(HTMLStyle.sheet)"
        let used = Set(
            try HTMLDocument(HTMLReport.render(try scenario.make())).all.compactMap { $0.attributes["class"] })
        for name in used { #expect(sheet.contains(".\(name)"), "\(name)") }
    }
}
