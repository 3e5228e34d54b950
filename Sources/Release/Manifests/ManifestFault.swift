import Yams

/// Why a source is not read as objects of Kubernetes.
package enum ManifestFault: Hashable, Sendable, CustomStringConvertible {
    /// There is nothing in it but comments.
    case empty
    /// It has this many objects, and none names an image; what was seen and not taken, in words of ASCII.
    case noImage(objects: Int, seen: [String])
    /// A document is not an object of Kubernetes.
    case notObject(NotObject)
    /// A template that nothing has filled in.
    case template
    /// A folder without a file of YAML or JSON.
    case noFile

    /// What a document is that is not an object of Kubernetes.
    package enum NotObject: Hashable, Sendable {
        /// A text, a number, a list.
        case value(String)
        /// A file of kustomize.
        case kustomization
        /// The description of a Helm chart.
        case chart
        /// A Compose file.
        case compose
        /// Any other mapping, most likely values of a chart.
        case mapping
    }

    /// What follows the place and a colon in a message.
    package var description: String {
        switch self {
        case .empty: "nothing in it; a chart that renders to nothing starts nothing"
        case .noImage(let objects, let seen):
            "\(objects == 1 ? "one object" : "\(objects) objects"), and no image in \(objects == 1 ? "it" : "any")"
                + seen.map { "; \($0)" }.joined()
        case .notObject(let what): "no object of Kubernetes (apiVersion and kind): \(words(what))"
        case .template:
            "a template of helm that is not rendered: give the chart with --helm CHART, or what helm template CHART prints"
        case .noFile: "no file ends in .yaml, .yml or .json"
        }
    }

    private func words(_ what: NotObject) -> String {
        switch what {
        case .value(let value): "it is \(value)"
        case .kustomization: "it is a file of kustomize; give the folder with --kustomize DIR"
        case .chart: "it describes a chart; give the chart with --helm CHART"
        case .compose: "it looks like a Compose file; give it with --compose FILE"
        case .mapping:
            "it looks like the values of a chart; give them with --values FILE, or better the chart with --helm CHART"
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
