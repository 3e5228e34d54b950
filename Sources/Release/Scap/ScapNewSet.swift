internal import OCI
internal import Record

/// The images of a build, with the releases that will run them.
struct ScapNewSet {
    private static let mostNamed = 3

    let report: ScapReport
    let deployments: ScapDeployments?
    /// Source of the clusters of releases that list none.
    let folder: ScapValuesFolder?
    let clusters: [String]

    /// Every image in the report, even if no target uses it: layers are shared, and other tools start the images.
    var reading: InputReading {
        InputReading(uses: report.images.map(use), notices: notices)
    }

    /// The images that the targets use.
    var ofTargets: InputReading {
        InputReading(uses: report.images.filter { !targets(of: $0).isEmpty }.map(use), notices: notices)
    }

    private func use(_ image: ScapReport.Image) -> ImageUse {
        var place = OriginPlace()
        place.field = image.words
        place.target = ScapPlaceWords.text(targets(of: image).flatMap(places))
        return ImageUse(
            reference: image.reference,
            origins: [Origin(source: .file(report.path), number: image.line, place: place)])
    }

    private func targets(of image: ScapReport.Image) -> [ScapDeployments.Target] {
        (deployments?.targets ?? []).filter { wanted(by: $0).contains(image) }
    }

    private func wanted(by target: ScapDeployments.Target) -> [ScapReport.Image] {
        [
            report.image("mediawiki", flavour: target.flavour, kind: target.kind),
            report.image("webserver", flavour: target.webFlavour, kind: "image"),
        ].compactMap { $0 }
    }

    private func places(_ target: ScapDeployments.Target) -> [ScapPlace] {
        var known = target.clusters.isEmpty ? clusters : target.clusters
        if known.isEmpty {
            known = (folder?.entries ?? []).map(\.place)
                .filter { $0.release == "\(target.namespace)/\(target.release)" }.compactMap(\.cluster)
        }
        return known.isEmpty
            ? [ScapPlace(target: target, cluster: nil)] : known.map { ScapPlace(target: target, cluster: $0) }
    }

    /// Images that the deployments file requires but scap will not find. Scap itself fails at this point.
    private var notices: [String] {
        guard let deployments else { return [] }
        let lacking = deployments.targets.filter {
            report.image("mediawiki", flavour: $0.flavour, kind: $0.kind) == nil
        }
        guard !lacking.isEmpty else { return [] }
        let named = lacking.prefix(Self.mostNamed).map { target in
            "\(target.namespace)/\(target.release) (\(target.flavour) \(target.kind))".escapedASCII(limit: 160)
        }.joined(separator: ", ")
        let more = lacking.count > Self.mostNamed ? " and \(lacking.count - Self.mostNamed) more" : ""
        return [
            "the build report has no image for \(named)\(more), which \(deployments.path.escapedASCII(limit: 400)) "
                + "requires: nothing was checked for it"
        ]
    }
}
