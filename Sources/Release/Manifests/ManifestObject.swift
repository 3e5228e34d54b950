import Yams

/// What identifies an object, in messages and for choosing how to read it.
struct ManifestObject {
    let kind: String
    /// The API group; empty for the core group.
    let group: String
    let namespace: String?
    let name: String?

    init?(_ fields: Node.Mapping, metadata: Node.Mapping?, kind assumed: String? = nil) {
        guard let kind = fields.text("kind") ?? assumed, !kind.isEmpty else { return nil }
        let version = fields.text("apiVersion")
        guard assumed != nil || version?.isEmpty == false else { return nil }
        self.kind = kind
        group = version.flatMap { $0.contains("/") ? String($0.prefix { $0 != "/" }) : nil } ?? ""
        namespace = metadata?.text("namespace")
        name = metadata?.text("name") ?? metadata?.text("generateName")
    }

    private init() { (kind, group, namespace, name) = ("", "", nil, nil) }

    static let none = ManifestObject()

    /// `Deployment prod/web`.
    var description: String {
        let path = [namespace, name].compactMap { $0 }.joined(separator: "/")
        return path.isEmpty ? kind : "\(kind) \(path)"
    }

    var treatment: Treatment {
        switch (group, kind) {
        case ("", "ConfigMap"), ("", "Secret"), ("apiextensions.k8s.io", "CustomResourceDefinition"): .data
        case (_, _) where isBuiltIn && Self.podless.contains(kind): .data
        case ("helm.toolkit.fluxcd.io", "HelmRelease"), ("helm.fluxcd.io", "HelmRelease"),
            ("helm.cattle.io", "HelmChart"),
            ("fleet.cattle.io", "Bundle"), ("fleet.cattle.io", "GitRepo"), ("helm.crossplane.io", "Release"),
            ("addons.cluster.x-k8s.io", "HelmChartProxy"),
            ("argoproj.io", "Application"), ("argoproj.io", "ApplicationSet"), ("kappctrl.k14s.io", "App"),
            ("kustomize.toolkit.fluxcd.io", "Kustomization"):
            .renderedByCluster
        default:
            group == "kyverno.io" || group == "policies.kyverno.io" || group.hasSuffix(".gatekeeper.sh")
                ? .policy : .walk
        }
    }

    enum Treatment {
        /// By the shapes it contains.
        case walk
        /// Skipped: anything that looks like an image is data.
        case data
        /// Skipped: the cluster renders it into other objects.
        case renderedByCluster
        /// Skipped: its containers are patterns.
        case policy
    }

    /// Whether the kind is built into Kubernetes. Fields named like images outside its containers are not images.
    var isBuiltIn: Bool { !group.contains(".") || Self.builtInGroups.contains(group) }

    /// Whether each of its containers must set an image.
    var isWorkload: Bool { isBuiltIn && Self.workloads.contains(kind) }

    /// The program that fills in parameters when the object runs.
    var runner: String? {
        switch group {
        case "argoproj.io": "Argo"
        case "tekton.dev", "triggers.tekton.dev": "Tekton"
        default: nil
        }
    }

    // Other groups end in `.k8s.io` too, such as those of custom resources of its projects.
    private static let builtInGroups: Set = [
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io",
        "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
        "flowcontrol.apiserver.k8s.io", "gateway.networking.k8s.io", "internal.apiserver.k8s.io", "metrics.k8s.io",
        "networking.k8s.io", "node.k8s.io", "policy.networking.k8s.io", "rbac.authorization.k8s.io",
        "resource.k8s.io", "scheduling.k8s.io", "snapshot.storage.k8s.io", "storage.k8s.io",
        "storagemigration.k8s.io",
    ]

    // They start no pods, and make up most of a rendered chart.
    private static let podless: Set = [
        "Service", "ServiceAccount", "Namespace", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding",
        "NetworkPolicy", "PodDisruptionBudget", "HorizontalPodAutoscaler", "PersistentVolumeClaim", "Ingress",
        "IngressClass", "StorageClass", "PriorityClass", "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration", "APIService",
    ]

    private static let workloads: Set = [
        "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob",
    ]
}
