internal import Foundation
internal import OCI
internal import Record

/// The headings and remarks of a report in HTML. What a run found is worded as in every other report.
enum HTMLWords {
    static let skip = "Skip to the verdict"
    static let contents = "Parts of this report"
    static let faults = "Faults"
    static let matrix = "Blobs by backend"
    static let images = "Images by release"
    static let timeline = "Timeline"
    static let backends = "Backends and notes"
    static let evidence = "Evidence"

    static let matrixNote =
        "Manifests, configurations and layers of each image on each backend. A cell leads to its evidence. All contents of an image "
        + "share a row; contents with a fault also have rows of their own."
    static let filter = "Show only images that are not verified"
    static let legend = "What the states mean"
    static let imagesNote = "By the set of the deploy, and by where the deploy starts them or where they are listed."
    static let timelineNote =
        "Requests as far as the record has their times. Reused proofs needed none. The time of a request is that of its last reply."
    static let noTimes = "This run sent no request whose time is recorded."
    static let retries = "Reads that failed or were repeated"
    static let evidenceNote =
        "For each content with a fault, a repeated read or a spot check: every read on every backend. Then for each image: what its "
        + "name resolves to, and its contents."
    static let noImages = "no images"
    static let allFacts = "All facts for and against"
    static let slices = "Slices of the cache that were requested"
    static let mapKey =
        "Upper bar: the bytes of the blob from first to last. Lower bar: the cache status of each slice that was requested."
    static let right = "right"
    static let wrong = "wrong, at least one byte"
    static let notSent = "not sent"
    static let notCompared = "not compared"
    static let expected = "expected first output"
    static let hit = "slice: HIT"
    static let miss = "slice: MISS or the like"
    static let otherStatus = "slice: no or another status"
    static let none = "none"

    /// Describes the drawing for screen readers.
    static func lanes(_ backends: Int, from start: Date, to end: Date) -> String {
        "Requests in progress on \(Units.counted(backends, "backend")) from \(Units.time(start)) to \(Units.time(end)); "
            + "the table below has the numbers"
    }

    /// - Parameter noun: What more there is, in the singular.
    static func more(_ count: Int, _ noun: String) -> String {
        "and \(Units.counted(count, "more \(noun)")): the JSON report has all of them"
    }

    /// The set of a deploy, as a heading.
    static func name(of set: ReleaseSet) -> String {
        switch set {
        case .new: "Release"
        case .rollback: "Rollback set"
        }
    }

    /// `12 images: 11 verified, 1 refused`.
    static func count(of verdicts: [Verdict]) -> String {
        let parts = Verdict.allCases.reversed().compactMap { verdict in
            let count = verdicts.count { $0 == verdict }
            return count > 0 ? "\(count) \(verdict.rawValue)" : nil
        }
        return "\(Units.counted(verdicts.count, "image")): \(parts.joined(separator: ", "))"
    }
}
