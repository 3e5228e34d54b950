internal import Record
internal import Yams

/// Which releases scap deploys, where and when, from the file configured as `k8s_deployments_file`.
package struct ScapDeployments: Hashable, Sendable {
    package struct Target: Hashable, Sendable {
        /// The namespace, for example `mw-web`.
        package let namespace: String
        /// The release, for example `canary`.
        package let release: String
        /// `testservers`, `canaries` or `production`.
        package let stage: String
        /// The kind of train it belongs to, for example `train`.
        package let scope: String
        /// Its own clusters; if empty, those of scap's configuration.
        package let clusters: [String]
        /// The MediaWiki flavour it runs.
        package let flavour: String
        /// The kind of MediaWiki image it runs.
        package let kind: String
        /// The web server flavour it runs.
        package let webFlavour: String
        /// Whether scap applies it. Values of other releases are written too, and others may start them at any time.
        package let isDeployed: Bool

        /// The name of its values file without the cluster: `mw-web-canary`.
        var stem: String { "\(namespace)-\(release)" }
    }

    package let path: String
    /// The selected targets, including those that scap does not apply.
    package let targets: [Target]
    /// The targets of all scopes, to find the owner of a values file.
    let all: [Target]

    /// Reads the file in either of its formats: a list, or a mapping with `deployment_targets`.
    /// - Parameter scope: Selects the targets of one scope. A scope without targets is an error.
    package init(path: String, scope: String? = nil) throws(InputError) {
        var reader = ScapDeploymentsReader(path: path)
        let all = try reader.read(try ScapYAML.read(path))
        let targets = scope.map { scope in all.filter { $0.scope == scope } } ?? all
        if let scope, targets.isEmpty {
            throw InputError(.file(path), .scap(.unknownScope(scope, known: Set(all.map(\.scope)).sorted())))
        }
        self.path = path
        self.targets = targets
        self.all = all
    }
}

private struct ScapDeploymentsReader {
    let path: String
    private var faults = InputFaults()

    init(path: String) { self.path = path }

    mutating func read(_ root: Node) throws(InputError) -> [ScapDeployments.Target] {
        let list = root.sequence ?? root.mapping?["deployment_targets"]?.sequence
        guard let list else {
            throw InputError(
                .file(path), number: root.line,
                .scap(
                    .field(
                        "the file",
                        expected:
                            "a list of targets, or a mapping with the list deployment_targets, not \(root.kindDescription)"
                    )))
        }
        var targets: [ScapDeployments.Target] = []
        for node in list { targets += entry(node) }
        try faults.check()
        guard !targets.isEmpty else {
            throw InputError(
                .file(path), number: root.line,
                .scap(.field("the file", expected: "at least one target with a release")))
        }
        return targets
    }

    private mutating func entry(_ node: Node) -> [ScapDeployments.Target] {
        guard let entry = node.mapping, let namespace = entry["namespace"]?.filledText else {
            fault(node, "namespace", "a name for each target")
            return []
        }
        guard let releases = entry["releases"]?.mapping, !releases.isEmpty else {
            fault(node, "releases of \(namespace)", "a mapping of releases")
            return []
        }
        let clusters = clusters(entry["clusters"], of: namespace)
        return releases.map { key, value in
            let own = value.mapping
            func text(_ name: String, _ standard: String) -> String {
                own?[name]?.filledText ?? entry[name]?.filledText ?? standard
            }
            return ScapDeployments.Target(
                namespace: namespace, release: key.string ?? "", stage: own?["stage"]?.filledText ?? "production",
                scope: entry["scope"]?.filledText ?? "train", clusters: clusters,
                flavour: text("mw_flavour", "publish"), kind: text("mw_kind", "image"),
                webFlavour: text("web_flavour", "webserver"), isDeployed: own?["deploy"]?.bool ?? true)
        }
    }

    private mutating func clusters(_ node: Node?, of namespace: String) -> [String] {
        guard let node else { return [] }
        guard let list = node.sequence else {
            fault(node, "clusters of \(namespace)", "a list")
            return []
        }
        return list.compactMap(\.filledText)
    }

    private mutating func fault(_ node: Node, _ name: String, _ expected: String) {
        faults.add(InputFault(.file(path), number: node.line, .scap(.field(name, expected: expected))))
    }
}
