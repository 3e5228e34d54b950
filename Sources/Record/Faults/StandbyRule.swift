extension BackendRole {
    /// The weight of a fault on a backend of this role; `nil` for the usual weight of its code.
    ///
    /// A standby may lack content, and it may be down: both are reported, and neither stops a deploy. Wrong content counts
    /// on a standby as anywhere else.
    package func weight(of code: FindingCode) -> Finding.Weight? {
        self == .standby && code.isForgivenOnStandby ? .reported : nil
    }
}

extension FindingCode {
    /// Whether it says that a backend lacks content, or that it did not answer or refused to.
    ///
    /// A deadline, an interrupt, a withheld pull and a limit of this program say nothing about the backend, so they are not
    /// in the list.
    package var isForgivenOnStandby: Bool { family == .absence || isUnreachability }

    /// Whether the backend did not answer, or did not answer with content.
    package var isUnreachability: Bool {
        switch self {
        case .accessResolve, .accessConnect, .accessConnectTimeout, .accessTLS, .accessEmptyReply, .accessTruncated,
            .accessReset, .accessStalled, .accessSlow, .accessProtocol, .accessServerError, .accessRateLimited,
            .accessStatus, .accessCredentials, .accessTokenServer, .accessRedirect, .accessStorageRefused,
            .accessGivenUp:
            true
        default:
            false
        }
    }
}
