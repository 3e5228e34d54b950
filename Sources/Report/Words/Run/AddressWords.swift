internal import OCI
package import Record

extension AddressChoice {
    /// How the backends of a name were chosen.
    package var text: String {
        [rule(addresses.count), leftOut].compactMap(\.self).joined(separator: "; ")
    }

    private func rule(_ count: Int) -> String? {
        let name = host.escapedASCII(limit: 200)
        switch self.rule {
        case .oneService:
            let kind = Self.isNameOfThisMachine(host) ? "addresses of this machine" : "public addresses"
            return "\(name): \(count) \(kind) are one service: "
                + "one of them is asked (--all-addresses: each of them)"
        case .each where count > 1:
            return "\(name): each of its \(count) addresses is a backend, since not all of them are public "
                + "(--backend: only those you name)"
        case .all where count > 1: return "\(name): each of its \(count) addresses is a backend, as requested"
        case .each, .all: return withoutRoute.isEmpty ? nil : "\(name): one address is a backend"
        }
    }

    private var leftOut: String? {
        guard let first = withoutRoute.first else { return nil }
        let family = first.contains(":") ? "IPv6" : "IPv4"
        let shown = withoutRoute.prefix(3).joined(separator: ", ") + (withoutRoute.count > 3 ? ", ..." : "")
        let addresses = withoutRoute.count == 1 ? "1 \(family) address" : "\(withoutRoute.count) \(family) addresses"
        return "\(addresses) left out, because this machine has no route to \(family) addresses of this kind: \(shown)"
    }
}
