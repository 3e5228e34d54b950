/// The meaning of a reference without a registry, such as `nginx` or `team/app`.
package enum ShortNames: Hashable, Sendable {
    /// Docker Hub, as in docker and containerd's tools; a name of one component is in `library/` there.
    case dockerHub
    /// This registry; `library/` is added only for Docker Hub.
    case registry(RegistryName)
    /// An error: nodes with other settings may pull a different image.
    case refused
}
