/// The fault families. They are never mixed: a failed download is not corruption, and corruption is not absence.
package enum FaultFamily: String, Hashable, Sendable, Codable, CaseIterable {
    /// Wrong bytes, a wrong size or trailing bytes.
    case content
    /// The backend reports that it does not have the content.
    case absence
    /// The request failed or the reply was incomplete.
    case access
}

/// The table of finding codes: every fault that a run can report. Codes are stable, and the documentation is generated from
/// this table.
package enum FindingCode: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible {
    case contentDigest = "content-digest"
    case contentSize = "content-size"
    case contentTrailing = "content-trailing"
    case contentEncoded = "content-encoded"
    case contentFlapping = "content-flapping"
    case contentCut = "content-cut"
    case contentRange = "content-range"
    case contentHeader = "content-header"
    case contentUnpack = "content-unpack"
    case contentTar = "content-tar"
    case contentDiffID = "content-diff-id"
    case contentConfig = "content-config"
    case contentEmbedded = "content-embedded"
    case contentManifest = "content-manifest"
    case contentManifestLimit = "content-manifest-limit"
    case contentMediaType = "content-media-type"
    case contentForeign = "content-foreign"
    case contentTagDivergence = "content-tag-divergence"
    case contentPin = "content-pin"

    case absenceManifest = "absence-manifest"
    case absenceBlob = "absence-blob"
    case absencePlatform = "absence-platform"
    case absenceReferrer = "absence-referrer"

    case accessResolve = "access-resolve"
    case accessConnect = "access-connect"
    case accessConnectTimeout = "access-connect-timeout"
    case accessTLS = "access-tls"
    case accessEmptyReply = "access-empty-reply"
    case accessTruncated = "access-truncated"
    case accessReset = "access-reset"
    case accessStalled = "access-stalled"
    case accessSlow = "access-slow"
    case accessProtocol = "access-protocol"
    case accessServerError = "access-server-error"
    case accessRateLimited = "access-rate-limited"
    case accessStatus = "access-status"
    case accessCredentials = "access-credentials"
    case accessTokenServer = "access-token-server"
    case accessRedirect = "access-redirect"
    case accessStorageRefused = "access-storage-refused"
    case accessHeadLimit = "access-head-limit"
    case accessManifestLimit = "access-manifest-limit"
    case accessIndexWidth = "access-index-width"
    case accessIndexDepth = "access-index-depth"
    case accessAlgorithm = "access-algorithm"
    case accessSchema1 = "access-schema-1"
    case accessReferrers = "access-referrers"
    case accessForeign = "access-foreign"
    case accessWithheld = "access-withheld"
    case accessGivenUp = "access-given-up"
    case accessDeadline = "access-deadline"
    case accessInterrupted = "access-interrupted"
    case accessLocalLimit = "access-local-limit"
    case accessOther = "access-other"

    /// The code as written in reports and documentation.
    package var description: String { rawValue }

    /// The family, which is the first word of the code.
    package var family: FaultFamily {
        rawValue.hasPrefix("content-") ? .content : rawValue.hasPrefix("absence-") ? .absence : .access
    }

    /// Whether the backend did not answer at all, so that the next claim would most likely fail too.
    package var isSilence: Bool {
        switch self {
        case .accessResolve, .accessConnect, .accessConnectTimeout, .accessTLS, .accessEmptyReply, .accessStalled,
            .accessSlow:
            true
        default:
            false
        }
    }

    /// Whether the bytes that the backend has match their digest, but the content was built wrong or points elsewhere. A second
    /// read shows the same, and neither cache nor storage is to blame.
    package var isForCorrectBytes: Bool {
        switch self {
        case .contentUnpack, .contentTar, .contentDiffID, .contentConfig, .contentEmbedded, .contentManifestLimit,
            .contentForeign:
            true
        default: false
        }
    }

    /// Whether it is about the target of a name and not about the bytes there.
    package var isOfName: Bool { self == .contentTagDivergence || self == .contentPin }

    /// Whether the fault may be transient, so that a retry on the same backend may succeed.
    package var mayPass: Bool {
        switch self {
        case .accessConnect, .accessConnectTimeout, .accessEmptyReply, .accessTruncated, .accessReset, .accessStalled,
            .accessSlow, .accessServerError, .accessRateLimited, .accessTokenServer, .accessOther, .accessResolve,
            // The registry signs a new URL for the next request.
            .accessStorageRefused,
            // Other transfers give back what they used.
            .accessLocalLimit,
            // Stray bytes after one reply spoil only the next reply on the same connection.
            .accessProtocol:
            true
        default:
            false
        }
    }
}
