/// What a reference means that names no registry, such as `nginx` or `team/app`.
package enum ShortNames: Hashable, Sendable {
    /// Docker Hub, as docker and containerd's tools take them; a name of one component is in `library/` there.
    case dockerHub
    /// This registry; `library/` is added on Docker Hub only.
    case registry(RegistryName)
    /// An error: on nodes of other settings the same text may be another image.
    case refused
}
