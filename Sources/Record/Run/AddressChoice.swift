/// How the backends of a name were chosen from its addresses.
package struct AddressChoice: Codable, Hashable, Sendable {
    package enum Rule: String, Codable, Hashable, Sendable, CaseIterable {
        /// All addresses are public, or all are those of `localhost`: they are one service, and one of them is asked.
        case oneService = "one-service"
        /// Each address is a backend, because not all are public.
        case each
        /// Each address is a backend, because the user asked for it.
        case all
    }

    /// The name that was resolved.
    package var host: String
    package var rule: Rule
    /// The addresses, in the resolver's order.
    package var addresses: [String]
    /// The addresses of a family that the machine of the run does not have.
    package var withoutRoute: [String]

    /// Whether a name means the machine that resolves it, on every machine (RFC 6761, 6.3).
    package static func isNameOfThisMachine(_ host: String) -> Bool {
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost")
    }

    package init(host: String, rule: Rule, addresses: [String], withoutRoute: [String] = []) {
        self.host = host
        self.rule = rule
        self.addresses = addresses
        self.withoutRoute = withoutRoute
    }
}
