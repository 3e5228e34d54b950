extension Finding {
    /// Whether a retry shows the same: it depends on a certificate, a name or the content itself, not on load or timing.
    var isLasting: Bool {
        switch code {
        case .accessAlgorithm, .accessSchema1, .accessManifestLimit, .accessIndexWidth, .accessIndexDepth: true
        case .accessTLS, .accessResolve, .accessForeign, .accessStatus, .accessOther: evidence.isLasting
        default: false
        }
    }
}

extension Evidence {
    fileprivate var isLasting: Bool {
        switch self {
        case .plainHTTP, .otherMachines: true
        case .failed(let failure): failure.tls.map { $0 != .closed } ?? false
        case .noBackend(_, let isLasting, _): isLasting ?? false
        case .headOfTag(_, .status(403, _, _)), .headOfManifest(.status(403, _, _)): true
        case .apiRoot(.status(let status, _, _), _): (400..<500).contains(status) && ![408, 429].contains(status)
        case .headOfTag(_, let evidence), .keptUnread(let evidence), .referrers(_, let evidence),
            .getOfTag(_, let evidence), .notPulled(let evidence):
            evidence.isLasting
        case .foreign(_, let lookup), .elsewhere(let lookup, _): lookup.isLasting
        case .series(.tries(let last, _)): last.isLasting
        case .series(.same(let evidence)): evidence.isLasting
        default: false
        }
    }
}

extension ForeignLookup {
    /// Whether the URLs stay unread: an option is missing, or they are never requested.
    fileprivate var isLasting: Bool {
        switch self {
        case .noURL, .left, .refusedURL, .privateURL, .nothingAsked: true
        case .failed(_, let evidence): evidence.isLasting
        }
    }
}
