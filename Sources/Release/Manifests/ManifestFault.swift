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
        /// The metadata of a Helm chart.
        case chart
        /// A Compose file.
        case compose
        /// Any other mapping, most likely chart values.
        case mapping
    }

    /// The message after the location and a colon.
    package var description: String {
        switch self {
        case .empty: "it is empty; a chart that renders to nothing starts nothing"
        case .noImage(let objects, let seen):
            "\(objects == 1 ? "one object" : "\(objects) objects"), but no image"
                + seen.map { "; \($0)" }.joined()
        case .notObject(let what): "not a Kubernetes object (no apiVersion and kind): \(words(what))"
        case .template:
            "an unrendered Helm template: pass the chart with --helm CHART, or the output of helm template CHART"
        case .noFile: "no .yaml, .yml or .json file found"
        }
    }

    private func words(_ what: NotObject) -> String {
        switch what {
        case .value(let value): "it is \(value)"
        case .kustomization: "it is a kustomization; pass its folder with --kustomize DIR"
        case .chart: "it describes a Helm chart; pass the chart with --helm CHART"
        case .compose: "it looks like a Compose file; pass it with --compose FILE"
        case .mapping:
            "it looks like chart values; pass them with --values FILE, or better, pass the chart with --helm CHART"
        }
    }
}

extension ManifestFault.NotObject {
    /// What a mapping most likely is.
    static func guess(_ mapping: Node.Mapping) -> Self {
        let keys = ["resources", "images", "patches", "namePrefix", "configMapGenerator", "helmCharts"]
        if mapping.text("kind") == "Kustomization" { return .kustomization }
        if mapping.text("apiVersion") != nil, mapping.value("kind") == nil, mapping.value("version") != nil {
            return .chart
        }
        if mapping.value("services")?.mapping != nil { return .compose }
        if case .sequence? = mapping.value("resources"), keys.contains(where: { mapping.value($0) != nil }) {
            return .kustomization
        }
        return .mapping
    }
}
