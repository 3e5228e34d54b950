/// A program that pulls images on nodes.
package enum NodeKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// containerd from 2.1 on, as Kubernetes uses it: CRI with the transfer service.
    case containerd
}
