import Foundation
import Testing

/// The table of metrics in docs/outputs.md. Another test compares it with what is written.
struct MetricsTable {
    /// The labels of each metric, with those that Prometheus and the gate add to all.
    let labels: [String: Set<String>]

    init() throws {
        let docs = HookFile.repository.appending(path: "docs/outputs.md")
        var found: [String: Set<String>] = [:]
        for line in try String(contentsOf: docs, encoding: .utf8).split(separator: "\n")
        where line.hasPrefix("| `blobgate_") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let own = Set(cells[2].matches(of: #/`([a-z]+)`/#).map { String($0.1) })
            for match in cells[1].matches(of: #/`(blobgate_[a-z_]+)`/#) {
                found[String(match.1)] = own.union(["gate", "instance"])
            }
        }
        labels = found
    }

    /// Fails if a query names a metric that does not exist, or a label that none of its metrics has.
    func expect(_ query: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let names = Set(query.matches(of: #/blobgate_[a-z_]+/#).map { String($0.0) })
        #expect(!names.isEmpty, "\(query)", sourceLocation: sourceLocation)
        for name in names { #expect(labels[name] != nil, "\(name) in \(query)", sourceLocation: sourceLocation) }
        // Within braces, the labels belong to the metric before them.
        for match in query.matches(of: #/(blobgate_[a-z_]+)\{([^}]*)\}/#) {
            let used = Set(match.2.matches(of: #/([a-z_]+)\s*(=|!)/#).map { String($0.1) })
            let own = labels[String(match.1)] ?? []
            #expect(used.isSubset(of: own), "\(used.subtracting(own)) in \(query)", sourceLocation: sourceLocation)
        }
        // Elsewhere, they belong to one of the metrics.
        let any = names.reduce(into: Set<String>()) { $0.formUnion(labels[$1] ?? []) }
        for match in query.matches(of: #/(?:by|without|on|ignoring|group_left|group_right) ?\(([a-z_, ]*)\)/#) {
            let used = Set(match.1.split(whereSeparator: { ", ".contains($0) }).map(String.init))
            #expect(used.isSubset(of: any), "\(used.subtracting(any)) in \(query)", sourceLocation: sourceLocation)
        }
    }
}
