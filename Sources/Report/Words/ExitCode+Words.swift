package import Record

extension ExitCode {
    /// What the code says, for `--help` and the documentation.
    package var meaning: String {
        switch self {
        case .verified:
            "every claim verified; at a weaker --depth: no fault seen, and no blob proven; or let pass by the policy or an override"
        case .refused: "refused: wrong content or proven absence on at least one backend"
        case .usage: "the command line is wrong"
        case .input: "an input cannot be read, or holds no image"
        case .software: "a fault of Blobgate itself"
        case .undecided: "undecided: a backend could not be asked in time"
        case .credentials: "credentials refused"
        case .configuration: "the configuration is wrong"
        case .interrupted: "interrupted (SIGINT); what was verified is kept"
        case .terminated: "terminated (SIGTERM); what was verified is kept"
        }
    }

    /// What a CI system may do on it.
    package var advice: String {
        switch self {
        case .verified: "go on"
        case .refused: "stop, page someone"
        case .undecided: "retry"
        default: "stop"
        }
    }
}
