import OCI
internal import Record
import Yams

/// Charts and manifests that controllers pull from registries.
extension ManifestWalk {
    /// Takes the artifact that the object is rendered from, if it names one in a registry.
    func readSources(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        guard let node = mapping.value("spec"), let spec = try fields.mapping(node) else { return }
        switch (object.group, object.kind) {
        case ("source.toolkit.fluxcd.io", "OCIRepository"): try readOCIRepository(spec)
        case ("source.toolkit.fluxcd.io", "HelmRepository"):
            guard let url = spec.text("url"), let place = OCIURL.reference(url), let name = object.name else { return }
            links.offer(.charts(namespace: object.namespace, name: name), .repository(place))
        case ("helm.toolkit.fluxcd.io", "HelmRelease"):
            for chart in try holders([.key("chart"), .key("spec")], in: node) { try readChart(chart) }
        case ("source.toolkit.fluxcd.io", "HelmChart"): try readChart(spec)
        case ("argoproj.io", "Application"):
            for source in try holders([.key("source")], in: node) + holders([.key("sources"), .elements], in: node) {
                readArgoSource(source)
            }
        case ("helm.cattle.io", "HelmChart"):
            guard let chart = spec.value("chart"), let text = chart.scalar?.string,
                let place = OCIURL.reference(text)
            else { return }
            take(chart, place, version: spec.text("version"), called: "spec.chart", by: "the Helm controller")
        default: return
        }
    }

    private func readOCIRepository(_ spec: Node.Mapping) throws(ExpansionOverflow) {
        guard let url = spec.value("url"), let text = url.scalar?.string, let place = OCIURL.reference(text) else {
            return
        }
        var reference: Node.Mapping?
        if let node = spec.value("ref") { reference = try fields.mapping(node) }
        if let digest = reference?.text("digest"), !digest.isEmpty {
            take(url, called: "spec.url", pullPolicy: nil, text: "\(place)@\(digest)")
        } else if let range = reference?.text("semver"), !range.isEmpty {
            note(["\(place)"], "semver \(range)", by: "Flux")
        } else {
            let tag = reference?.text("tag").map { ":\($0)" } ?? ""
            take(url, called: "spec.url", pullPolicy: nil, text: place + tag)
        }
    }

    /// A chart that Flux pulls from a repository, which another object describes.
    private func readChart(_ spec: Node.Mapping) throws(ExpansionOverflow) {
        guard let chart = spec.value("chart"), let name = chart.scalar?.string, let node = spec.value("sourceRef"),
            let source = try fields.mapping(node), source.text("kind") == "HelmRepository",
            let repository = source.text("name")
        else { return }
        links.want(
            .charts(namespace: source.text("namespace") ?? object.namespace, name: repository),
            .init(
                origin: origin(of: chart, called: "chart \(name)"), object: object.description,
                purpose: .chart(name: name, version: spec.text("version"))))
    }

    /// A source of Argo CD, in a registry if its URL says so or if it is a chart's and has no scheme.
    private func readArgoSource(_ source: Node.Mapping) {
        guard let url = source.value("repoURL"), let text = url.scalar?.string else { return }
        let chart = source.text("chart")
        let isBare = chart != nil && !text.contains("@")
        guard var place = OCIURL.reference(text, bareIsOCI: isBare) else { return }
        if let chart, !chart.isEmpty { place += (place.hasSuffix("/") ? "" : "/") + chart }
        guard Unrendered(in: place) == nil else { return }
        take(url, place, version: source.text("targetRevision"), called: "repoURL", by: "Argo CD")
    }

    /// Takes an artifact with an exact version, and notes one whose version is a range.
    private func take(_ node: Node, _ place: String, version: String?, called name: String, by chooser: String) {
        guard let suffix = ChartVersion.suffix(version) else {
            return note([place], version.map { "version \($0)" }, by: chooser)
        }
        take(node, called: name, pullPolicy: nil, text: place + suffix)
    }
}

/// The version of a chart in a registry.
enum ChartVersion {
    /// What a reference ends in: `:1.2.3`, with `_` in place of `+`, or `@sha256:…`. `nil` for a range of versions.
    static func suffix(_ version: String?) -> String? {
        guard let version else { return nil }
        if version.hasPrefix("sha256:") { return "@\(version)" }
        let core = version.prefix { $0 != "-" && $0 != "+" }
        let parts = (core.hasPrefix("v") ? core.dropFirst() : core).split(
            separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
            !version.contains(where: \.isWhitespace)
        else { return nil }
        return ":" + version.replacing("+", with: "_")
    }
}
