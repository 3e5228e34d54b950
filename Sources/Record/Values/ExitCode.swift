/// The one table of exit codes; documentation is generated from it. A code that is not listed is a failure.
package enum ExitCode: Int32, Hashable, Sendable, Codable, CaseIterable {
    /// Every claim verified; at a weaker depth that was asked for, no fault seen; where the policy lets an undecided run
    /// pass, that.
    case verified = 0
    /// Wrong content or proven absence on at least one backend.
    case refused = 1
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// An input cannot be read, or holds no image (EX_DATAERR).
    case input = 65
    /// A fault of Blobgate itself (EX_SOFTWARE).
    case software = 70
    /// Undecided: a backend could not be asked in time (EX_TEMPFAIL).
    case undecided = 75
    /// Credentials refused (EX_NOPERM).
    case credentials = 77
    /// The configuration is wrong (EX_CONFIG).
    case configuration = 78
    /// Interrupted by SIGINT; what was verified is kept.
    case interrupted = 130
    /// Interrupted by SIGTERM; what was verified is kept.
    case terminated = 143
}
