import Gate
import Record
import Report
import Transfer

/// How hard to try, how long, what may be reused, and what the verdict means to a deploy.
///
/// The defaults are those of `Policy` and `TransferLimits`, so that each is written once.
struct PolicySettings: SettingGroup {
    let section = KeySection("policy", otherwise: "none", help: "How hard to try, and what counts")
    let maxAge = Setting(
        key: "policy.max-age", flag: "max-age", variable: "BLOBGATE_MAX_AGE", .duration,
        default: TimeSpan(Policy().maxAge), placeholder: "duration", help: "Reuse proofs younger than this")
    let fresh = Setting(
        flag: "fresh", variable: "BLOBGATE_FRESH", .toggle, default: Policy().fresh,
        help: "Reuse nothing that was proven before this run")
    let depth = Setting(
        key: "policy.depth", flag: "depth", variable: "BLOBGATE_DEPTH", .oneOf, default: Policy().depth, .sentence,
        placeholder: "depth", help: "How far to look; manifest and presence prove no blob",
        more: Depth.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "; "))
    let foreign = Setting(
        key: "policy.foreign", flag: "foreign", variable: "BLOBGATE_FOREIGN", .toggle, default: Policy().foreign,
        help: "Pull foreign layers that the registry has not got from the https URLs that their descriptors name")
    let referrers = Setting(
        key: "policy.referrers", flag: "referrers", variable: "BLOBGATE_REFERRERS", .toggle,
        default: Policy().referrers,
        help: "Prove also what refers to the images on each backend: signatures, attestations, lists of parts",
        more: "Lists that differ between backends are a finding")
    let deadline = Setting(
        key: "policy.deadline", flag: "deadline", variable: "BLOBGATE_DEADLINE", .positiveDuration,
        default: TimeSpan(Policy.standardDeadline), placeholder: "duration",
        help: "End the run after this time; what is open is undecided")
    let stall = Setting(
        key: "policy.stall", flag: "stall", variable: "BLOBGATE_STALL", .positiveDuration,
        default: TimeSpan(TransferLimits().stall), placeholder: "duration",
        help: "Give up a transfer that stops moving for this long")
    let retries = Setting(
        key: "policy.retries", flag: "retries", variable: "BLOBGATE_RETRIES", .number(0...100),
        default: Policy().retries, placeholder: "n", help: "Try again this often when a backend cannot be asked")
    let jobs = Setting(
        flag: "jobs", variable: "BLOBGATE_JOBS", .number(1...256), default: Policy().jobs, placeholder: "n",
        help: "Transfers at a time, over all backends")
    let hold = Setting(
        key: "policy.hold", flag: "hold", variable: "BLOBGATE_HOLD", .positiveDuration, otherwise: "look once",
        placeholder: "duration",
        help:
            "Wait this long at most for what is refused or undecided to heal, and look again and again at that only; "
            + "--deadline then holds for each look")
    let undecided = Setting(
        key: "policy.undecided", flag: "undecided", variable: "BLOBGATE_UNDECIDED", .oneOf,
        default: Policy().undecided, placeholder: "policy",
        help: "What an undecided run means to a deploy: block, or warn to exit with 0 and a loud last line",
        more:
            "When it blocks, the exit code is 75. It never lets a refusal pass, nor refused credentials, nor a run without images"
    )
    let rollback = Setting(
        key: "policy.rollback", flag: "rollback-policy", variable: "BLOBGATE_ROLLBACK_POLICY", .oneOf,
        default: Policy().rollback, placeholder: "policy",
        help:
            "What faults of the --rollback set mean to a deploy: block; refused, only what is refused blocks; or warn",
        more: "The set is verified and reported in any case")
    let flapping = Setting(
        key: "policy.flapping", flag: "flapping", variable: "BLOBGATE_FLAPPING", .flapping, default: Policy().flapping,
        placeholder: "policy",
        help:
            "What \"bad, then good\" means: refuse, or reads:N to pass, and say so, after N good reads in a row",
        more: "Each of them uses a new connection. In this file a number of reads is {reads: N}")
    let flappingReads = Setting(
        key: "policy.flapping.reads", .number(FlappingPolicy.range), otherwise: "none",
        help: "How many good reads in a row")
    let spot = Setting(
        key: "policy.spot", flag: "spot", variable: "BLOBGATE_SPOT", .spot, otherwise: "none", placeholder: "budget",
        help:
            "Of what is reused, read random ranges of 1 MiB again, the longest unread first: N% of it, or so many bytes "
            + "(64MiB), on each backend",
        more: "The ranges are held against their checkpoints; N% is 1 MiB at least")
}

extension ValueParser where Value == SpotBudget {
    fileprivate static var spot: Self {
        ValueParser(shape: "N% or size, for example 5% or 64MiB", expected: SpotBudget.expected) { SpotBudget($0) }
    }
}

extension ValueParser where Value == FlappingPolicy {
    /// In the file a number of reads is a mapping.
    fileprivate static var flapping: Self {
        let shape = "refuse or {reads: N}"
        var parser = ValueParser(shape: shape, expected: FlappingPolicy.expected) { FlappingPolicy($0) }
        parser.file = { mapping, name in
            guard mapping.isMapping(name) else {
                return mapping.value(name, ValueParser(shape: shape, expected: shape) { FlappingPolicy($0) }.read)
            }
            let row = Settings.policy.flappingReads
            let reads = mapping.mapping(name, pattern: row.parent)
            if let reads, reads[row.name] == nil {
                reads.fault(row.name, "is missing: how many good reads in a row")
            }
            return reads?.value(row).map(FlappingPolicy.reads)
        }
        return parser
    }
}
