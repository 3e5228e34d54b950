internal import Foundation
internal import OCI
internal import Record

/// What an image resolves to on each backend, and its contents with their states.
struct ImageEvidence {
    /// How many contents and faults of a name are listed.
    private static let mostLines = 60

    let scene: HTMLScene
    let image: Run.Image
    let index: Int

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        html.element(.details) { html in
            html.element(.summary) { html in
                html.element(.span, .style(image.verdict.style), text: image.verdict.rawValue)
                html.append(" \(image.reference)")
            }
            html.element(.div, .id(.image(index))) { html in
                findings(&html)
                if !image.views.isEmpty { views(&html) }
                contents(&html)
            }
        }
    }

    private func findings(_ html: inout HTMLText) {
        let all =
            image.findings.map { (nil as String?, $0) }
            + image.views.flatMap { view in view.findings.map { (view.backend, $0) } }
        guard !all.isEmpty else { return }
        html.element(.ul) { html in
            for (backend, finding) in all.prefix(Self.mostLines) {
                html.element(.li) { html in
                    let state = CellState(finding)
                    html.element(.span, .style(state.style), text: CellWords.text(state))
                    html.append(" " + (backend.map { "\($0): " } ?? "") + StatusWords.text(finding))
                }
            }
            let more = all.count - Self.mostLines
            if more > 0 { html.element(.li, text: HTMLWords.more(more, "fault")) }
        }
        for view in image.views where !view.findings.isEmpty {
            html.attempts(view.tagAttempts, "\(view.backend): \(image.reference.tag.map { "tag \($0)" } ?? "manifest")")
        }
    }

    // MARK: By backend

    /// Backends with equal facts share a row.
    private func views(_ html: inout HTMLText) {
        var rows: [(names: [String], cells: [String])] = []
        for view in image.views {
            let cells = cells(of: view)
            if let place = rows.firstIndex(where: { $0.cells == cells }) {
                rows[place].names.append(view.backend)
            } else {
                rows.append(([view.backend], cells))
            }
        }
        html.table(
            image.reference.description, ["backend", "resolves to", "states", "pulled", "answered by", "cache"],
            showsCaption: false
        ) { html in
            html.element(.tbody) { html in
                for row in rows { html.row([row.names.joined(separator: ", ")] + row.cells) }
            }
        }
    }

    private func cells(of view: Run.View) -> [String] {
        var addresses: [String] = []
        var caches: [String: Int] = [:]
        var bytes: Int64 = 0
        for index in view.claims {
            for attempt in scene.claims[index].attempts {
                bytes = bytes.addingBytes(attempt.bytes)
                if let address = attempt.address, !addresses.contains(address) { addresses.append(address) }
                if let status = attempt.cacheStatus { caches[status, default: 0] += 1 }
            }
        }
        return [
            (scene.isLarge ? view.digest?.short : view.digest?.description) ?? "not resolved",
            scene.cell(view.claims, view.findings).texts.joined(separator: ", "), Units.bytes(bytes),
            addresses.isEmpty ? HTMLWords.none : "\(Names(addresses))",
            caches.isEmpty
                ? HTMLWords.none
                : caches.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "),
        ]
    }

    // MARK: By content

    /// Contents with equal states on all backends share a list.
    private func contents(_ html: inout HTMLText) {
        var order: [ClaimGroup] = []
        var members: [ClaimGroup: [Int]] = [:]
        var seen: Set<Int> = []
        for index in image.views.lazy.flatMap(\.claims) where seen.insert(index).inserted {
            let group = scene.claims[index].group
            if members[group] == nil { order.append(group) }
            members[group, default: []].append(index)
        }
        var lists: [(states: [String], contents: [Int])] = []
        for group in order {
            guard let indexes = members[group], let first = indexes.first else { continue }
            let states = states(of: indexes)
            if let place = lists.firstIndex(where: { $0.states == states }) {
                lists[place].contents.append(first)
            } else {
                lists.append((states, [first]))
            }
        }
        for list in lists {
            html.element(.p, text: list.states.joined(separator: "; "))
            html.element(.ul, .style(.wrap)) { html in
                for index in list.contents.prefix(Self.mostLines) {
                    html.element(.li) { html in
                        let name = scene.name(of: scene.claims[index], isShort: scene.isLarge)
                        if scene.place(of: index) != nil {
                            html.element(.a, .to(.claim(index)), text: name)
                        } else {
                            html.append(name)
                        }
                    }
                }
                let more = list.contents.count - Self.mostLines
                if more > 0 { html.element(.li, text: HTMLWords.more(more, "content")) }
            }
        }
    }

    /// The states of one content, each with the backends that have it.
    private func states(of indexes: [Int]) -> [String] {
        var states: [(words: String, backends: [String])] = []
        for index in indexes {
            let claim = scene.claims[index]
            let words = CellWords.text(claim, at: run.finished)
            if let place = states.firstIndex(where: { $0.words == words }) {
                states[place].backends.append(claim.backend)
            } else {
                states.append((words, [claim.backend]))
            }
        }
        return states.map { state in
            let all = state.backends.count == image.views.count && state.backends.count > 2
            let names = all ? "all \(state.backends.count) backends" : "\(Names(state.backends))"
            return "\(state.words) on \(names)"
        }
    }
}
