/// The results of one case: what each client did, and what the gate said for each kind of node.
struct OracleRow: Sendable {
    let played: OracleCase
    var pulls: [NodeClient: NodeClient.Outcome] = [:]
    var verdicts: [NodeKind: GateVerdict] = [:]
    /// What the gate said for nodes of all kinds together; `nil` if a kind is not concerned.
    var together: GateVerdict?

    /// How the gate and a kind of node differ.
    enum Difference: Equatable {
        /// The gate passes what the node refuses.
        case falsePass
        /// The gate does not pass what the node pulls.
        case falseBlock
    }

    /// `nil` if they agree, or were not asked.
    func difference(_ kind: NodeKind) -> Difference? {
        guard let pull = pulls[kind.client], let verdict = verdicts[kind], pull.pulled != verdict.passes else {
            return nil
        }
        return verdict.passes ? .falsePass : .falseBlock
    }

    /// Why the gate differs from a kind of node.
    func reason(_ kind: NodeKind) -> String? { difference(kind).flatMap { played.reason(kind, $0) } }

    /// The kinds of node that the gate differs from.
    var differing: [NodeKind] { NodeKind.allCases.filter { difference($0) != nil } }

    /// Everything that must not be, one complaint a line.
    var complaints: [String] { clientComplaints + gateComplaints + (mixedComplaint.map { [$0] } ?? []) }

    /// Clients that do not do what is known about them.
    private var clientComplaints: [String] {
        NodeClient.allCases.compactMap { client in
            guard let pull = pulls[client] else { return nil }
            switch played.expected(client) {
            case .pulls where !pull.pulled: return "\(client.rawValue) refuses: \(pull.words)"
            case .refuses where pull.pulled: return "\(client.rawValue) pulls"
            default: return nil
            }
        }
    }

    /// With several kinds, what one of them refuses is refused, and nothing else.
    private var mixedComplaint: String? {
        guard let together, verdicts.count == NodeKind.allCases.count else { return nil }
        let blocking = NodeKind.allCases.filter { verdicts[$0]?.passes == false }.map(\.rawValue)
        // Each kind may pull an image of its own, which together is a fault.
        guard together.passes != blocking.isEmpty, together.passes || played.strictness == nil else { return nil }
        return together.passes
            ? "gate for all kinds passes, but not for \(blocking.joined(separator: ", "))"
            : "gate for all kinds does not pass, but for each of them:\n\(together.words)"
    }

    private var gateComplaints: [String] {
        NodeKind.allCases.compactMap { kind in
            guard let verdict = verdicts[kind], let pull = pulls[kind.client] else { return nil }
            // The command line, an internal error: nothing about the case.
            if [64, 65, 70].contains(verdict.exit) { return "gate for \(kind.rawValue): \(verdict.words)" }
            let found = difference(kind)
            let isStated = found.map { played.reason(kind, $0) != nil } ?? false
            switch found {
            case nil where played.reasons[kind] != nil && played.expected(kind.client) != .varies:
                return "gate for \(kind.rawValue): no difference, but a reason is stated: \(verdict.sign)"
            case .falsePass where !isStated:
                return "gate for \(kind.rawValue) passes, \(kind.client.rawValue) refuses: \(pull.words)"
            case .falseBlock where !isStated:
                return "gate for \(kind.rawValue) does not pass, \(kind.client.rawValue) pulls:\n\(verdict.words)"
            default: return nil
            }
        }
    }
}
