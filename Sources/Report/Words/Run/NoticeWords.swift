internal import Foundation
internal import OCI
package import Record

/// Words the notices of a run: facts that a person should know besides the verdict.
package enum NoticeWords {
    /// One line, without a full stop.
    package static func text(_ notice: Notice) -> String {
        switch notice {
        case .input(let message): message
        case .tagsWithoutDigest(let count):
            (count == 1 ? "one image is" : "\(count) images are")
                + " referenced by tag, without a digest: a tag can be moved after this check"
        case .notCovered(let count):
            "\(Units.counted(count, "claim")) not covered: the shards resolved different manifests"
        case .ledgerUnused(let error, let name):
            "the ledger is no longer used in this run: \(error)" + (name.map { "; it was set aside as \($0)" } ?? "")
        case .sizeFromBackends(let digest, let bytes):
            "\(digest.short): no manifest that references it is known, so its size is the one that the backends declare: "
                + "\(bytes) bytes"
        case .longName(let reference):
            "\(reference): registry and repository together exceed the 255 characters that many clients allow"
        case .tagMoved(let reference, let digest, let backend):
            "\(reference): the tag now resolves to \(digest.short) on \(backend); the digest was checked, as nodes pull it"
        case .tagGone(let reference, let backend):
            "\(reference): the tag no longer exists on \(backend); the digest was checked, as nodes pull it"
        case .similarTags(let reference, let tags, let backend):
            "\(reference): no backend has this tag; similar tags on \(backend): "
                + tags.map(\.description).joined(separator: ", ")
        case .certificateChanged(let backend, let run):
            "the certificate of \(backend) has changed since run \(run): proofs made under the old one are not reused"
        case .overrideEnded(let id, let who, let digest, let repository, let tag, let date):
            "override \(id) by \(who) for "
                + (digest?.short ?? "\(repository?.description ?? ""):\(tag?.description ?? "")") + " expired at "
                + date.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
                + " and no longer waives anything"
        case .investigationsLimited(let done, let all):
            "\(done) of \(all) faulty blobs and manifests were investigated; to investigate another: "
                + "blobgate diagnose DIGEST"
        case .scopesNotRequested(let backend, let scopes):
            "\(backend) asks clients for more than pull access to the repository: \(scopes.joined(separator: ", "))"
                + "; only pull access was requested"
        case .scopesAdded(let backend, let scopes):
            "\(backend) refused a token for the repository alone; a token that also covers "
                + "\(scopes.joined(separator: ", ")) was requested, as containerd does"
        case .redirectedToHTTP(let backend, let url):
            "\(backend) redirects from https to \(url): nodes follow that, so it was followed; whoever is on the way reads what "
                + "is pulled, and can break every pull"
        case .challengeAtRoot(let backend, let status):
            "\(backend) answers status \(status) without a challenge here, and requests a token only at /v2/: containerd never "
                + "asks /v2/ and cannot log in; the registry must answer 401 with WWW-Authenticate to every denied request"
        case .helperMissing(let program, let source, let registry):
            "the credential helper \(program), configured in \(source), was not found in PATH: \(registry) was asked without "
                + "credentials, as docker does"
        case .variableHoldsPath(let name):
            "\(name) holds a path instead of the JSON of credentials: it is not used, as docker does not use it; a folder is "
                + "named by DOCKER_CONFIG, a file by --authfile"
        case .spotForecast, .noSpotChecksAtDepth, .noSpotChecksFresh, .spotChecksImpossible, .rangesIgnored:
            spotText(notice)
        }
    }

    private static func spotText(_ notice: Notice) -> String {
        switch notice {
        case .spotForecast(let budget, let bytes, let blobs, let unknown):
            "spot checks of \(budget): check would read \(bytes) bytes of \(blobs) proven "
                + "\(blobs == 1 ? "blob" : "blobs") again"
                + (unknown > 0 ? "; \(unknown) cannot be spot-checked: no checkpoints in the ledger" : "")
        case .noSpotChecksAtDepth(let depth): "no spot checks: depth \(depth.rawValue) reuses no earlier proof"
        case .noSpotChecksFresh:
            "no spot checks: proofs of earlier runs are not reused (fresh), so every blob is pulled in full"
        case .spotChecksImpossible(let blobs, let bytes):
            "\(blobs) \(blobs == 1 ? "reused blob" : "reused blobs") (\(bytes) bytes) could not be spot-checked: "
                + "no checkpoints in the ledger"
        case .rangesIgnored(let backend):
            "\(backend) ignores range requests and sends whole blobs: its spot checks were stopped early"
        default: ""
        }
    }
}
