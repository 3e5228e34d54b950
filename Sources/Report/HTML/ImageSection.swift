internal import Foundation
internal import OCI
internal import Record

/// The images by the set of the deploy that lists them, and by where the deploy starts them.
struct ImageSection: HTMLSection {
    /// A group with more images is closed at first.
    private static let mostOpen = 30

    /// Images that one deployment starts, or that one input lists.
    private struct Group {
        let name: String
        var images: [(index: Int, places: [String])] = []
    }

    let scene: HTMLScene

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        guard !run.images.isEmpty else { return }
        html.section(.images, HTMLWords.images, note: HTMLWords.imagesNote) { html in
            for set in [ReleaseSet.new, .rollback] {
                let groups = groups(in: set)
                guard !groups.isEmpty else { continue }
                let known = Set(groups.flatMap { $0.images.map(\.index) })
                let verdicts = known.map { run.images[$0].verdict }
                html.element(
                    .h3, text: "\(HTMLWords.name(of: set)): \(HTMLWords.count(of: verdicts))")
                for group in groups { add(group, &html) }
            }
        }
    }

    private func groups(in set: ReleaseSet) -> [Group] {
        var groups: [Group] = []
        var known: [String: Int] = [:]
        for (index, image) in run.images.enumerated() where image.sets.contains(set) {
            let origins = image.origins.filter { $0.set == set }
            // Each image is in a group once, with all its places there.
            var places: [(name: String, texts: [String])] = []
            for origin in origins {
                let name = origin.place?.target ?? origin.source.description
                let text = origin.place?.target == nil ? origin.description : origin.location
                if let place = places.firstIndex(where: { $0.name == name }) {
                    places[place].texts.append(text)
                } else {
                    places.append((name, [text]))
                }
            }
            if places.isEmpty { places = [(HTMLWords.none, [])] }
            for place in places {
                if known[place.name] == nil {
                    known[place.name] = groups.count
                    groups.append(Group(name: place.name))
                }
                if let number = known[place.name] { groups[number].images.append((index, place.texts)) }
            }
        }
        return groups
    }

    private func add(_ group: Group, _ html: inout HTMLText) {
        let isShort = group.images.count <= Self.mostOpen
        let fill = { (html: inout HTMLText) in
            html.element(.summary) { html in
                html.element(.strong, text: group.name)
                html.append(" ")
                html.append(HTMLWords.count(of: group.images.map { run.images[$0.index].verdict }))
            }
            html.table(group.name, ["image", "verdict", "blobs", "size", "listed at"], showsCaption: false) { html in
                html.element(.tbody) { html in for image in group.images { row(image.index, image.places, &html) } }
            }
        }
        if isShort {
            html.element(.details, .expanded, content: fill)
        } else {
            html.element(.details, content: fill)
        }
    }

    private func row(_ index: Int, _ places: [String], _ html: inout HTMLText) {
        let image = run.images[index]
        let blobs = run.facts.blobs(of: image)
        html.element(.tr) { html in
            html.element(.th, .scope(.row)) { html in
                html.element(.a, .to(.image(index)), text: image.reference.description)
            }
            html.element(.td, .style(image.verdict.style), text: image.verdict.rawValue)
            html.element(.td, .style(.count), text: "\(blobs.count)")
            html.element(.td, .style(.count), text: Units.bytes(blobs.bytes))
            html.element(
                .td,
                text: places.prefix(3).joined(separator: "; ")
                    + (places.count > 3 ? " and \(places.count - 3) more" : ""))
        }
    }
}
