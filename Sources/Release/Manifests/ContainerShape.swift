/// The keys that hold containers, in pods and in custom resources that create pods.
enum ContainerShape {
    /// The name of an element of the list.
    static func element(of key: String) -> String? { lists[key] }

    /// Whether the key holds a single container.
    static func isSingle(_ key: String) -> Bool { singles.contains(key) }

    /// Whether the list holds only containers, so that a bad image in it is a fault.
    static func isStrict(_ key: String) -> Bool {
        key == "containers" || key == "initContainers" || key == "ephemeralContainers"
    }

    private static let lists = [
        "containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container",
        // Argo Workflows and Tekton.
        "sidecars": "sidecar", "steps": "step",
    ]

    // Argo Workflows; Tekton; KubeVirt.
    private static let singles: Set = ["container", "script", "stepTemplate", "containerDisk"]
}
