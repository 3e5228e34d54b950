internal import Foundation
internal import OCI
package import Record

/// Says what a person should know of a run besides its verdict.
package enum NoticeWords {
    /// One line, without a full stop.
    package static func text(_ notice: Notice) -> String {
        switch notice {
        case .input(let message): message
        case .notCovered(let count):
            "\(Units.counted(count, "claim")) fell to no shard, since some read what others could not"
        case .ledgerUnused(let error, let name):
            "the ledger is not used from here on: \(error)" + (name.map { "; it was set aside as \($0)" } ?? "")
        case .sizeFromBackends(let digest, let bytes):
            "\(digest.short): no manifest that names it is known, so that its size is taken from what the backends "
                + "declare: \(bytes) bytes"
        case .longName(let reference):
            "\(reference): registry and repository are longer than the 255 characters that many clients allow"
        case .tagMoved(let reference, let digest, let backend):
            "\(reference): the tag now names \(digest.short) on \(backend); the digest was checked, as nodes pull it"
        case .tagGone(let reference, let backend):
            "\(reference): the tag is not there any more on \(backend); the digest was checked, as nodes pull it"
        case .certificateChanged(let backend, let run):
            "the certificate of \(backend) changed since run \(run): what was proven under the old one is not reused"
        case .overrideEnded(let id, let who, let digest, let date):
            "override \(id) of \(who) for \(digest.short) ran out at "
                + date.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
                + " and lets nothing pass any more"
        case .investigationsLimited(let done, let all):
            "\(done) of \(all) faulty blobs and manifests were looked at closer; to look at another: "
                + "blobgate diagnose DIGEST"
        case .spotForecast, .noSpotChecksAtDepth, .noSpotChecksFresh, .spotChecksImpossible, .rangesIgnored:
            spotText(notice)
        }
    }

    private static func spotText(_ notice: Notice) -> String {
        switch notice {
        case .spotForecast(let budget, let bytes, let blobs, let unknown):
            "spot checks of \(budget): check would read \(bytes) bytes of \(blobs) proven "
                + "\(blobs == 1 ? "blob" : "blobs") again"
                + (unknown > 0 ? "; \(unknown) cannot be spot-checked, for want of checkpoints in the ledger" : "")
        case .noSpotChecksAtDepth(let depth): "no spot checks: at depth \(depth.rawValue) no earlier proof is used"
        case .noSpotChecksFresh:
            "no spot checks: nothing is reused of earlier runs (fresh), so all is pulled whole"
        case .spotChecksImpossible(let blobs, let bytes):
            "\(blobs) \(blobs == 1 ? "reused blob" : "reused blobs") (\(bytes) bytes) could not be spot-checked, for "
                + "want of checkpoints in the ledger"
        case .rangesIgnored(let backend):
            "\(backend) sends whole blobs where a range is asked for: its spot checks were ended early"
        default: ""
        }
    }
}
