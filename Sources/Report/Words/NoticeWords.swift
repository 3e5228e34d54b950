package import Record

/// Says what a person should know of a run besides its verdict.
package enum NoticeWords {
    /// One line, without a full stop.
    package static func text(_ notice: Notice) -> String {
        switch notice {
        case .input(let message): message
        case .notCovered(let count):
            "\(Units.counted(count, "claim")) fell to no shard, since some read what others could not"
        }
    }
}
