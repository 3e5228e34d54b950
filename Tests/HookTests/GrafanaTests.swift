import Foundation
import Support
import Testing
import Yams

/// `hooks/grafana` and `docs/monitoring`: every query names existing metrics and labels, and is valid PromQL.
@Suite struct GrafanaTests {
    private struct Dashboard: Decodable {
        struct Target: Decodable {
            let refId: String
            let expr: String
            let legendFormat: String
        }
        struct Place: Decodable, Hashable {
            let x: Int
            let y: Int
            let w: Int
            let h: Int
        }
        struct Panel: Decodable {
            let id: Int
            let type: String
            let title: String
            let gridPos: Place
            let targets: [Target]?
            let description: String?
        }
        struct Variable: Decodable {
            let name: String
            let definition: String?
        }
        struct Variables: Decodable { let list: [Variable] }
        struct Annotation: Decodable { let expr: String }
        struct Annotations: Decodable { let list: [Annotation] }
        let uid: String
        let panels: [Panel]
        let templating: Variables
        let annotations: Annotations
    }

    private func dashboard() throws -> Dashboard {
        try JSONDecoder().decode(Dashboard.self, from: Data(HookFile("grafana/blobgate.json").text.utf8))
    }

    private static func rules() throws -> [(alert: String, query: String)] {
        let file = HookFile.repository.appending(path: "docs/monitoring/blobgate.rules.yaml")
        let groups = try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8))?["groups"]
        return (groups?.nodes ?? []).flatMap { $0["rules"]?.nodes ?? [] }.compactMap { rule in
            guard let alert = rule["alert"]?.string, let query = rule["expr"]?.string else { return nil }
            return (alert, query)
        }
    }

    @Test func everyQueryNamesExistingMetricsAndLabels() throws {
        let table = try MetricsTable()
        #expect(table.labels.count >= 19)
        let dashboard = try dashboard()
        let targets = dashboard.panels.flatMap { $0.targets ?? [] }
        #expect(targets.count >= 18)
        for target in targets { table.expect(target.expr) }
        for annotation in dashboard.annotations.list { table.expect(annotation.expr) }
        for definition in dashboard.templating.list.compactMap(\.definition) { table.expect(definition) }
        let rules = try Self.rules()
        #expect(rules.count >= 8)
        for rule in rules { table.expect(rule.query) }
        // A metric that nobody looks at is a mistake in one of the two.
        let all = targets.map(\.expr).joined(separator: "\n") + rules.map(\.query).joined(separator: "\n")
        for name in table.labels.keys { #expect(all.contains(name), "\(name)") }
    }

    /// A legend can only show labels that the result of its query has.
    @Test func legendsUseLabelsOfTheirQueries() throws {
        let table = try MetricsTable()
        for target in try dashboard().panels.flatMap({ $0.targets ?? [] }) {
            let names = target.expr.matches(of: #/blobgate_[a-z_]+/#).map { String($0.0) }
            let labels = names.reduce(into: Set<String>()) { $0.formUnion(table.labels[$1] ?? []) }
            let kept = target.expr.firstMatch(of: #/^sum by \(([a-z, ]+)\)/#)
                .map { Set($0.1.split(whereSeparator: { ", ".contains($0) }).map(String.init)) }
            for match in target.legendFormat.matches(of: #/\{\{([a-z]+)\}\}/#) {
                #expect((kept ?? labels).contains(String(match.1)), "\(target.legendFormat) of \(target.expr)")
            }
        }
    }

    @Test func panelsAreDistinctAndDoNotOverlap() throws {
        let panels = try dashboard().panels
        #expect(Set(panels.map(\.id)).count == panels.count)
        var cells: Set<[Int]> = []
        for panel in panels {
            let place = panel.gridPos
            #expect(place.x >= 0 && place.x + place.w <= 24, "\(panel.title)")
            for x in place.x..<(place.x + place.w) {
                for y in place.y..<(place.y + place.h) { #expect(cells.insert([x, y]).inserted, "\(panel.title)") }
            }
            guard panel.type != "row" else { continue }
            #expect(panel.description?.isEmpty == false && panel.targets?.isEmpty == false, "\(panel.title)")
            let references = panel.targets?.map(\.refId) ?? []
            #expect(Set(references).count == references.count, "\(panel.title)")
        }
    }

    /// promtool parses every query as the expression of a rule.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")))
    func prometheusUnderstandsEveryQuery() async throws {
        let dashboard = try dashboard()
        let queries =
            dashboard.panels.flatMap { $0.targets ?? [] }.map(\.expr) + dashboard.annotations.list.map(\.expr)
        let home = try GateHome()
        var text = "groups:\n- name: dashboard\n  rules:\n"
        for (index, query) in queries.enumerated() {
            let plain = query.replacing("$instance", with: ".*").replacing("$gate", with: ".*")
            #expect(!plain.contains("$"), "\(plain)")
            text += "  - record: q\(index)\n    expr: '\(plain.replacing("'", with: "''"))'\n"
        }
        try home.write("rules.yaml", text)
        let result = try await home.shell("promtool check rules rules.yaml")
        #expect(result.status == 0 && result.output.contains("\(queries.count) rules found"), "\(result)")
        try home.write("rules.yaml", text.replacing("sum by (state)", with: "sum by state)"))
        #expect(try await home.shell("promtool check rules rules.yaml").status != 0)
    }
}
