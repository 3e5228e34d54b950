package import Record

extension ExitCode {
    /// The meaning of the code, for `--help` and the documentation.
    package var meaning: String {
        switch self {
        case .verified:
            "every claim verified; at a weaker --depth: no fault seen, no blob proven; or waived by the policy or an override"
        case .refused: "refused: wrong content or proven absence on at least one backend"
        case .usage: "the command line is wrong"
        case .input: "an input cannot be read, or contains no image"
        case .unavailable:
            "undecided, and a retry does not help: a certificate, an unknown host, the wrong scheme, an unsupported digest, a "
                + "key of a node's file that Blobgate does not know"
        case .software: "an internal error in Blobgate, or an output that could not be written"
        case .undecided: "undecided: a backend could not be reached in time"
        case .credentials: "credentials refused"
        case .configuration: "the configuration is wrong, or a file of the nodes that they refuse too"
        case .interrupted: "interrupted (SIGINT); what was verified is kept"
        case .terminated: "terminated (SIGTERM); what was verified is kept"
        }
    }

    /// What a CI system should do.
    package var advice: String {
        switch self {
        case .verified: "continue"
        case .refused: "stop, page someone"
        case .undecided: "retry"
        default: "stop"
        }
    }
}
