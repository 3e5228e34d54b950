/// The table of exit codes, from which the documentation is generated. Any other code is a failure.
package enum ExitCode: Int32, Hashable, Sendable, Codable, CaseIterable {
    /// Every claim verified; at a weaker requested depth, no fault found; or an undecided run that the policy lets pass.
    case verified = 0
    /// Wrong content or proven absence on at least one backend.
    case refused = 1
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// An input cannot be read or contains no image (EX_DATAERR).
    case input = 65
    /// Undecided, and a retry does not help: a certificate, an unknown host, the wrong scheme (EX_UNAVAILABLE).
    case unavailable = 69
    /// An internal error of Blobgate (EX_SOFTWARE), or an output that could not be written although the verdict is good.
    case software = 70
    /// Undecided: a backend did not answer in time (EX_TEMPFAIL).
    case undecided = 75
    /// Credentials refused (EX_NOPERM).
    case credentials = 77
    /// The configuration is wrong (EX_CONFIG).
    case configuration = 78
    /// Interrupted by SIGINT; the ledger keeps the proofs made so far.
    case interrupted = 130
    /// Terminated by SIGTERM; the ledger keeps the proofs made so far.
    case terminated = 143
}
