internal import OCI

/// Facts of a fault that several rules use.
extension Fault {
    /// Whether the body stalled or ended before its declared end.
    package var isCutShort: Bool {
        if code == .accessStalled || code == .accessTruncated { return true }
        return occurrences.contains { if case .wrongInPart = $0.evidence.core { true } else { false } }
    }

    /// Whether a plain GET was answered with 416, as a slicing cache does for an empty object.
    package var isUnsatisfiable: Bool {
        (code == .accessStatus || code == .contentSize) && occurrences.contains { $0.status == 416 }
    }
}

extension Evidence {
    /// The observation itself, without the number of reads that showed it.
    package var core: Evidence {
        switch self {
        case .series(.tries(let last, _)): last.core
        case .series(.recovered(let first)), .series(.changed(let first, _)), .series(.unread(let first, _)): first.core
        case .series(.same(let evidence)): evidence.core
        case .series(.flapping(let runs, _)): runs.lazy.compactMap(\.evidence).first?.core ?? self
        default: self
        }
    }
}

extension Evidence {
    /// Whether it does not affect the nodes that the release is for.
    package var affectsNoNode: Bool {
        switch core {
        case .notPulled, .embeddedOnly, .getOfTag, .compressedForOthers, .sizeNotCompared: true
        default: false
        }
    }
}

extension Evidence {
    /// The kind of node that refuses what other kinds may take; `nil` if the evidence is not about one kind.
    package var refusingNode: NodeKind? {
        switch core {
        case .compressedForOthers(_, let node), .manifestTooLargeForNodes(_, _, let node),
            .nameType(_, _, _, let node), .headWithoutLength(let node), .apiRoot(_, let node),
            .entryType(_, _, _, let node), .configuration(_, .typeForNodes(_, let node)),
            .layer(_, _, _, .typeForNodes(_, let node), _):
            node
        case .elsewhere(_, let node): node
        default: nil
        }
    }
}

extension ErrorBody {
    /// The program that made an error page.
    package enum Maker: String, Codable, Hashable, Sendable, CaseIterable {
        /// A registry: the body is in the format of the protocol.
        case registry
        /// nginx itself, not the server behind it.
        case nginx
        /// Another proxy or web server: an HTML page.
        case proxy
    }

    /// `nil` if the body does not show it.
    package var maker: Maker? {
        guard entries.isEmpty else { return .registry }
        let text = opening.description.lowercased()
        guard text.contains("<html") || text.contains("<!doctype html") else { return nil }
        // The name of the program comes last, and may be cut off.
        return text.contains("<center>nginx") || text.contains("<center><h1>") ? .nginx : .proxy
    }
}
