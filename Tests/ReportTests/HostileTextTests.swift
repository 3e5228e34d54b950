import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

/// Whatever text a record has, from servers, files, shard reports or people, no report acts on it.
struct HostileTextTests {
    /// Terminal escapes, C0 and C1 controls, bidirectional controls, line separators, zero width characters, and length.
    private static let hostile =
        "\u{202E}a\u{2066}b\u{1B}[2J\u{1B}]0;x\u{7}c\u{0}\u{85}\u{9B}31m\u{2028}d\u{2029}e\u{200B}\u{200D}\u{FEFF}\u{E0041}"
        + String(repeating: "long ", count: 400)

    /// Replaces the texts under one key path, such as `claims.[].attempts.[].url`, in a JSON document.
    private struct Replacement {
        let path: String
        var count = 0

        static func paths(in value: Any, _ path: String = "") -> Set<String> {
            switch value {
            case is String: [path]
            case let list as [Any]: list.reduce(into: []) { $0.formUnion(paths(in: $1, path + ".[]")) }
            case let object as [String: Any]:
                object.reduce(into: path.hasSuffix(".headers") ? [path + ".{}"] : []) {
                    $0.formUnion(paths(in: $1.value, "\(path).\($1.key)"))
                }
            default: []
            }
        }

        mutating func apply(to value: Any, _ place: String = "") -> Any {
            switch value {
            case let text as String:
                guard place == path else { return text }
                count += 1
                return text + hostile
            case let list as [Any]: return list.map { apply(to: $0, place + ".[]") }
            case let object as [String: Any]:
                guard place + ".{}" == path else {
                    return object.reduce(into: [String: Any]()) {
                        $0[$1.key] = apply(to: $1.value, "\(place).\($1.key)")
                    }
                }
                count += 1
                return object.merging(["x-\(hostile)": hostile]) { first, _ in first }
            default: return value
            }
        }
    }

    private static func texts(in value: Any) -> [String] {
        switch value {
        case let text as String: [text]
        case let list as [Any]: list.flatMap(texts)
        case let object as [String: Any]: object.flatMap { [$0.key] + texts(in: $0.value) }
        default: []
        }
    }

    private static func reports(of run: Run) -> [(name: String, text: String)] {
        let places = FormatTable.places
        var verbose = TextOptions(verbosity: .verbose)
        verbose.deploy = DeployMessages(state: "s", again: "a", flags: "", equalSets: "e")
        return [
            ("text", TextReport.render(run, options: TextOptions())), ("log", TextReport.render(run, options: verbose)),
            ("plan", PlanReport.render(run, options: TextOptions())), ("problems", TextReport.problems(run)),
            ("html", HTMLReport.render(run)), ("json", JSONReport.render(run)),
            ("junit", JUnitReport.render(run, places: places)),
            ("gitlab", GitLabReport.render(run, places: places)), ("sarif", SARIFReport.render(run, places: places)),
            ("annotations", GitHubReport.annotations(run, places: places)), ("summary", GitHubSummary.render(run)),
            ("metrics", MetricsReport.render(run, gate: hostile, earlier: nil)),
        ]
    }

    @Test(arguments: ["overridden", "absent-on-one"])
    func noReportActsOnTheTextOfARecord(name: String) throws {
        let run = try Scenario.named(name).make()
        let whole = try JSONSerialization.jsonObject(with: RunCoding.encode(run))
        var accepted = 0
        for path in Replacement.paths(in: whole).sorted() {
            var replacement = Replacement(path: path)
            let changed = try JSONSerialization.data(withJSONObject: replacement.apply(to: whole))
            #expect(replacement.count > 0)
            // A value with a grammar of its own rejects it.
            guard let bad = try? RunCoding.decode(Run.self, from: changed) else { continue }
            accepted += 1
            for (format, text) in Self.reports(of: bad) {
                #expect(
                    text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A }, "\(path) in \(format)")
                if format == "html" { _ = try HTMLDocument(text) }
                guard ["json", "gitlab", "sarif"].contains(format) else { continue }
                let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
                let shown = Self.texts(in: document).filter { $0.unicodeScalars.contains { $0.isHidden && $0 != "\n" } }
                #expect(shown.isEmpty, "\(path) in \(format)")
            }
        }
        #expect(accepted > 10)
    }
}
