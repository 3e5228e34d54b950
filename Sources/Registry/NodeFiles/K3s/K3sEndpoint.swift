internal import OCI

/// An endpoint as k3s completes it: with a scheme, the host of Docker Hub's API, and a path.
struct K3sEndpoint: Hashable {
    /// The key of its entry in `configs`.
    let name: String
    /// With `/v2`, or the path it was given.
    let url: String
    /// Whether the path is used as it is.
    let overridesPath: Bool

    /// `nil` if k3s ignores it, because it is no URL.
    init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count == 2 ? parts[1] : text[...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = String(rest[..<slash])
        let host = RegistryName(authority)
        guard parts.count == 1 || Self.isScheme(parts[0]), !authority.contains(where: \.isWhitespace) else {
            return nil
        }
        let isPlain = host.map { Self.isLocal($0) && $0.port != nil && $0.port != 443 } ?? false
        let scheme = parts.count == 2 ? String(parts[0]) : isPlain ? "http" : "https"
        let isHub = authority == "docker.io" || authority == "registry-1.docker.io"
        name = isHub ? "docker.io" : authority
        let path = rest[slash...]
        overridesPath = !["", "/", "/v2"].contains(path)
        url = "\(scheme)://\(isHub ? "registry-1.docker.io" : authority)\(overridesPath ? String(path) : "/v2")"
    }

    /// Whether k3s takes a name for this machine.
    static func isLocal(_ name: RegistryName) -> Bool {
        name.host == "localhost" || IPAddress(name.host.filter { $0 != "[" && $0 != "]" })?.isLoopback == true
    }

    /// RFC 3986, 3.1
    private static func isScheme(_ text: some StringProtocol) -> Bool {
        text.first.map { $0.isASCII && $0.isLetter } == true
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }
}
