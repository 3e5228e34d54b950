import Yams

/// Why a source cannot be read as Kubernetes manifests.
package enum ManifestFault: Hashable, Sendable, CustomStringConvertible {
    /// It is empty except for comments.
    case empty
    /// It has this many objects but no image, with what was seen and skipped, in ASCII.
    case noImage(objects: Int, seen: [String])
    /// A document is not a Kubernetes object.
    case notObject(NotObject)
    /// An unrendered template.
    case template
    /// A folder without YAML or JSON files.
    case noFile

    /// What the document appears to be instead of a Kubernetes object.
    package enum NotObject: Hashable, Sendable {
        /// A string, a number or a list.
        case value(String)
        /// A kustomization file.
        case kustomization
        /// A kustomization file, or a patch for one, that changes or adds images: the files around it are not what is deployed.
        case overlay
        /// The metadata of a Helm chart.
        case chart
        /// A Compose file.
        case compose
        /// Another well-known format.
        case other(OtherFile)
        /// An object that lacks `apiVersion` or `kind`.
        case incomplete
        /// JSON of an unknown format.
        case json
        /// Any other mapping, most likely chart values.
        case mapping

        /// Whether a folder with manifests can be read without it.
        var isOptional: Bool {
            switch self {
            case .overlay, .incomplete: false
            case .value, .kustomization, .chart, .compose, .other, .json, .mapping: true
            }
        }
    }

    /// The message after the location and a colon.
    package var description: String {
        switch self {
        case .empty: "it is empty; a chart that renders to nothing starts nothing"
        case .noImage(let objects, let seen):
            "\(objects == 1 ? "one object" : "\(objects) objects"), but no image"
                + seen.map { "; \($0)" }.joined()
        case .notObject(let what): "not a Kubernetes object (no apiVersion and kind): \(what.words)"
        case .template:
            "an unrendered Helm template: pass the chart with --helm CHART, or the output of helm template CHART"
        case .noFile: "no .yaml, .yml or .json file found"
        }
    }

}

extension ManifestFault.NotObject {
    /// What it is and what to do.
    var words: String {
        switch self {
        case .value(let value): "it is \(value)"
        case .kustomization: "it is a kustomization; pass its folder with --kustomize DIR"
        case .overlay:
            "with kustomize, it changes the images of the files next to it; pass the folder of the kustomization with "
                + "--kustomize DIR"
        case .other(let file): "it \(file)"
        case .incomplete: "it looks like an object that lacks one of them; add it, or kubectl refuses the object"
        case .json: "it is JSON of another kind"
        case .chart: "it describes a Helm chart; pass the chart with --helm CHART"
        case .compose: "it looks like a Compose file; pass it with --compose FILE"
        case .mapping:
            "it looks like chart values; pass them with --values FILE, or better, pass the chart with --helm CHART"
        }
    }

    /// The keys by which a kustomization changes or adds images.
    private static let changes = [
        "images", "replacements", "transformers", "components", "generators", "helmCharts",
        "helmChartInflationGenerator",
    ]

    /// The keys of patches, which do so only if they say `image`. Patches in files are read with the folder.
    private static let patches = ["patches", "patchesStrategicMerge", "patchesJson6902"]

    /// Whether a node has a text with `image`; true for one with too many values to look at.
    private static func mentionsImages(_ node: Node, _ left: inout Int) -> Bool {
        left -= 1
        guard left > 0 else { return true }
        switch node {
        case .scalar(let scalar): return scalar.string.contains("image")
        case .sequence(let items): return items.contains { mentionsImages($0, &left) }
        case .mapping(let mapping): return mapping.contains { mentionsImages($0.value, &left) }
        case .alias: return false
        }
    }

    /// Whether a list is a JSON patch that changes an image.
    static func isImagePatch(_ list: Node.Sequence) -> Bool {
        list.prefix(1000).contains { item in
            guard case .mapping(let operation) = item, operation.value("op") != nil else { return false }
            return operation.text("path")?.contains("mage") == true
        }
    }

    /// What a mapping most likely is.
    ///
    /// - Parameter name: The name of its file, if it is one.
    static func guess(_ mapping: Node.Mapping, name: String?) -> Self {
        let keys = ["resources", "images", "patches", "namePrefix", "configMapGenerator", "helmCharts"]
        let changesImages =
            changes.contains { mapping.value($0) != nil }
            || patches.contains { key in
                var left = 2000
                return mapping.value(key).map { mentionsImages($0, &left) } ?? false
            }
        let kustomization: Self = changesImages ? .overlay : .kustomization
        let isNamedSo = name?.lowercased().hasPrefix("kustomization.") == true && mapping.value("kind") == nil
        if mapping.text("kind") == "Kustomization" || isNamedSo { return kustomization }
        if mapping.text("apiVersion") != nil, mapping.value("kind") == nil, mapping.value("version") != nil {
            return .chart
        }
        if mapping.value("services")?.mapping != nil { return .compose }
        if case .sequence? = mapping.value("resources"), keys.contains(where: { mapping.value($0) != nil }) {
            return kustomization
        }
        if let other = OtherFile(OtherFile.Shape(mapping), name: name ?? "") { return .other(other) }
        let parts = ["metadata", "spec"].count { mapping.value($0)?.mapping != nil }
        let isTyped = mapping.value("apiVersion") != nil || mapping.value("kind") != nil
        if parts == 2 || parts == 1 && isTyped { return .incomplete }
        return name?.lowercased().hasSuffix(".json") == true ? .json : .mapping
    }
}
