internal import OCI
internal import OrderedCollections
internal import Record

/// The images in the values files. Scap rolls back to these if a deploy fails.
struct ScapRollbackSet {
    private static let mostNamed = 3

    let folder: ScapValuesFolder

    var reading: InputReading { InputReading(uses: uses, notices: notices) }

    private struct Mention {
        let image: ScapValues.Image
        let path: String
        let place: ScapPlace
    }

    /// Files with the same image share one origin, the folder, so that twenty releases take one line of a report.
    private var uses: [ImageUse] {
        let mentions = folder.entries.flatMap { entry in
            entry.values.images.map { Mention(image: $0, path: entry.values.path, place: entry.place) }
        }
        return OrderedDictionary(grouping: mentions, by: \.image.reference).map { reference, mentions in
            ImageUse(reference: reference, origins: [origin(mentions)])
        }
    }

    private func origin(_ mentions: [Mention]) -> Origin {
        var place = OriginPlace()
        place.target = ScapPlaceWords.text(mentions.map(\.place))
        place.field = mentions.first?.image.field
        guard mentions.count != 1, let first = mentions.first else {
            return Origin(
                source: .file(mentions.first?.path ?? folder.path), number: mentions.first?.image.line, place: place,
                set: .rollback)
        }
        place.field = "\(first.image.field) of \(Set(mentions.map(\.path)).count) values files"
        return Origin(source: .file(folder.path), number: nil, place: place, set: .rollback)
    }

    private var notices: [String] {
        var notices: [String] = []
        if folder.entries.isEmpty {
            notices.append(
                "\(folder.path.escapedASCII(limit: 400)) has no values file of a target: scap has nothing to roll back to"
            )
        }
        let lacking = folder.withoutFile
        if !lacking.isEmpty, !folder.entries.isEmpty {
            let names = lacking.map { place in "\(place.release) on \(place.cluster ?? "")".escapedASCII(limit: 160) }
            notices.append("no values file, so nothing to roll back to: \(Self.list(names))")
        }
        if !folder.unownedFiles.isEmpty {
            let names = folder.unownedFiles.map { $0.escapedASCII(limit: 160) }
            notices.append("skipped because they belong to no target of the deployments file: \(Self.list(names))")
        }
        return notices
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(mostNamed).joined(separator: ", ")
            + (names.count > mostNamed ? " and \(names.count - mostNamed) more" : "")
    }
}
