internal import Record

/// Decides which addresses of a name are backends. Pure.
///
/// Several public addresses of one name are one service: nodes ask any one of them, and each request may cost quota.
/// So are the addresses of `localhost`: nodes try them in turn and use the first that accepts a connection, and the second may
/// belong to another program. Other private addresses are separate backends, such as the members of a cluster. An address family
/// that this machine does not have is left out, because nodes fail over from it to the other one.
package struct AddressRule: Hashable, Sendable {
    /// Whether each address of a service is a backend too.
    package var asksAll: Bool

    package init(asksAll: Bool = false) { self.asksAll = asksAll }

    /// Where to connect to.
    enum Targets: Hashable {
        /// The name itself: libcurl tries its addresses in turn until one accepts a connection.
        case name
        /// Each of these addresses.
        case each([String])
    }

    /// - Parameters:
    ///   - found: The addresses of the name, in the resolver's order.
    ///   - hasRoute: Whether this machine can send packets to an address.
    /// - Returns: The targets, and how they were chosen; `nil` if there was no choice.
    func choose(
        _ found: [String], of host: String, hasRoute: (String) -> Bool
    ) -> (targets: Targets, choice: AddressChoice?) {
        let withoutRoute = Self.withoutRoute(found, hasRoute: hasRoute)
        let rest = found.filter { !withoutRoute.contains($0) }
        let arePublic = rest.allSatisfy { NetworkAddress($0)?.isPrivate == false }
        let isThisMachine =
            AddressChoice.isNameOfThisMachine(host)
            && rest.allSatisfy { NetworkAddress($0)?.isMachineLocal == true }
        let isOneService = rest.count > 1 && (arePublic || isThisMachine) && !asksAll
        let rule: AddressChoice.Rule = isOneService ? .oneService : asksAll ? .all : .each
        let choice =
            found.count > 1
            ? AddressChoice(host: host, rule: rule, addresses: rest, withoutRoute: withoutRoute) : nil
        // The name also has the addresses without a route; those fail at once.
        return (isOneService ? .name : .each(rest), choice)
    }

    /// The addresses of a family to which there is no route at all, if the other family has one.
    private static func withoutRoute(_ found: [String], hasRoute: (String) -> Bool) -> [String] {
        let families = Dictionary(grouping: found) { $0.contains(":") }
        guard families.count > 1 else { return [] }
        let gone = families.values.filter { !$0.contains(where: hasRoute) }
        return gone.count == 1 ? gone[0] : []
    }
}
