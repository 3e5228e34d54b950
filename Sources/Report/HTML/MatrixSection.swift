internal import Foundation
internal import OCI
internal import Record

/// What each backend has of each image: a row for all contents of an image, and one for each content with a fault.
struct MatrixSection: HTMLSection {
    /// How many rows single contents may have.
    private static let mostRows = 300

    let scene: HTMLScene

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        html.section(.matrix, HTMLWords.matrix, note: HTMLWords.matrixNote) { html in
            legend(&html)
            if run.images.count > 1, run.images.contains(where: { $0.verdict == .verified }) {
                // A sibling of the tables, so that a style alone can hide their rows.
                html.empty(.input, .checkbox, .id(.filter))
                html.append(" ")
                html.element(.label, .style(.filter), .labelFor(.filter), text: HTMLWords.filter)
            }
            var left = Self.mostRows
            var hidden = 0
            let images = Array(run.images.enumerated())
            for registry in run.registries {
                let own = images.filter { $0.element.reference.registry == registry.name }
                if !own.isEmpty { add(registry, own, &left, &hidden, &html) }
            }
            if images.isEmpty { html.element(.p, text: HTMLWords.noImages) }
            if hidden > 0 { html.element(.p, text: HTMLWords.more(hidden, "row")) }
        }
    }

    private func legend(_ html: inout HTMLText) {
        let shown = Set(scene.states).union(run.findings.map { CellState($0) })
        guard !shown.isEmpty else { return }
        html.element(.details) { html in
            html.element(.summary, text: HTMLWords.legend)
            html.element(.dl, .style(.facts)) { html in
                for state in CellState.allCases where shown.contains(state) {
                    html.element(.dt) { $0.element(.span, .style(state.style), text: CellWords.text(state)) }
                    html.element(.dd, text: CellWords.meaning(state))
                }
            }
        }
    }

    private func add(
        _ registry: Run.Registry, _ images: [(offset: Int, element: Run.Image)], _ left: inout Int, _ hidden: inout Int,
        _ html: inout HTMLText
    ) {
        guard !registry.backends.isEmpty else {
            html.element(.h3, text: registry.name.description)
            html.element(.p, text: registry.obstacleText)
            html.element(.ul) { html in
                for (index, image) in images {
                    html.element(.li) { html in
                        html.element(.span, .style(image.verdict.style), text: image.verdict.rawValue)
                        html.append(" ")
                        html.element(.a, .to(.image(index)), text: image.reference.description)
                    }
                }
            }
            return
        }
        let backends = registry.backends.map(\.name)
        var (room, over) = (left, hidden)
        html.table(registry.name.description, ["image"] + backends, style: .matrix) { html in
            for (index, image) in images {
                let attributes = image.verdict == .verified ? HTMLClass.good : .bad
                html.element(.tbody, .style(attributes)) { html in
                    row(image, index, backends, &html)
                    for place in faulty(image) {
                        guard room > 0 else {
                            over += 1
                            continue
                        }
                        room -= 1
                        row(scene.contents[place], of: registry.name, backends, &html)
                    }
                    over += unlisted(image)
                }
            }
        }
        (left, hidden) = (room, over)
    }

    private func row(_ image: Run.Image, _ index: Int, _ backends: [String], _ html: inout HTMLText) {
        html.element(.tr) { html in
            html.element(.th, .scope(.row)) { html in
                html.element(.a, .to(.image(index)), text: Self.name(image))
                for finding in image.findings {
                    html.append(" ")
                    html.element(.span, .style(CellState(finding).style), text: finding.code.title)
                }
            }
            for name in backends {
                guard let view = image.views.first(where: { $0.backend == name }) else {
                    html.element(.td, .style(.apart), text: CellWords.notServed)
                    continue
                }
                var cell = scene.cell(view.claims, view.findings)
                // What did not resolve may have no claim and no finding of its own.
                if cell.texts.isEmpty { cell = ([view.verdict.rawValue], view.verdict.style) }
                html.element(.td, .style(cell.style)) { html in
                    html.element(.a, .to(.image(index)), text: cell.texts.joined(separator: ", "))
                }
            }
        }
    }

    private func row(
        _ content: HTMLScene.Content, of registry: RegistryName, _ backends: [String], _ html: inout HTMLText
    ) {
        guard let first = content.claims.first else { return }
        html.element(.tr, .style(.blob)) { html in
            html.element(.th, .scope(.row), text: scene.name(of: scene.claims[first], isShort: true))
            for name in backends {
                guard let index = content.claims.first(where: { scene.claims[$0].backend == name }) else {
                    html.element(.td, .style(.apart), text: CellWords.notServed)
                    continue
                }
                html.element(.td, .style(scene.states[index].style)) { html in
                    html.element(
                        .a, .to(.claim(index)), text: CellWords.text(scene.claims[index], at: run.finished))
                }
            }
        }
    }

    /// The contents of an image with a fault on a backend, by their number in the evidence.
    private func faulty(_ image: Run.Image) -> [Int] {
        var places: Set<Int> = []
        for index in image.views.lazy.flatMap(\.claims) where scene.states[index].isFault {
            if let place = scene.place(of: index) { places.insert(place) }
        }
        return places.sorted()
    }

    /// How many contents with a fault have no evidence of their own, because there are too many.
    private func unlisted(_ image: Run.Image) -> Int {
        guard scene.moreContents > 0 else { return 0 }
        var groups: Set<ClaimGroup> = []
        for index in image.views.lazy.flatMap(\.claims) where scene.states[index].isFault {
            if scene.place(of: index) == nil { groups.insert(scene.claims[index].group) }
        }
        return groups.count
    }

    /// The reference without the registry, which the caption of the table names.
    private static func name(_ image: Run.Image) -> String {
        "\(image.reference.repository)" + (image.reference.tag.map { ":\($0)" } ?? "")
            + (image.reference.digest.map { "@\($0.short)" } ?? "")
    }
}
