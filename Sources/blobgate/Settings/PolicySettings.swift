import Gate
import Record
import Report
import Transfer

/// Effort, time limits, reuse of proofs, and how verdicts affect the deploy.
///
/// Defaults come from `Policy` and `TransferLimits`.
struct PolicySettings: SettingGroup {
    let section = KeySection("policy", otherwise: "none", help: "Effort, limits, and what blocks a deploy")
    let maxAge = Setting(
        key: "policy.max-age", flag: "max-age", variable: "BLOBGATE_MAX_AGE", .duration,
        default: TimeSpan(Policy().maxAge), placeholder: "duration", help: "Reuse proofs younger than this")
    let fresh = Setting(
        flag: "fresh", variable: "BLOBGATE_FRESH", .toggle, default: Policy().fresh,
        help: "Do not reuse proofs from earlier runs")
    let depth = Setting(
        key: "policy.depth", flag: "depth", variable: "BLOBGATE_DEPTH", .oneOf, default: Policy().depth, .sentence,
        placeholder: "depth", help: "How much to check; manifest and presence prove no blobs",
        more: Depth.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "; "))
    let foreign = Setting(
        key: "policy.foreign", flag: "foreign", variable: "BLOBGATE_FOREIGN", .toggle, default: Policy().foreign,
        help: "Pull foreign layers that the registry does not have from the https URLs in their descriptors")
    let referrers = Setting(
        key: "policy.referrers", flag: "referrers", variable: "BLOBGATE_REFERRERS", .toggle,
        default: Policy().referrers,
        help: "Also prove the referrers of the images on each backend: signatures, attestations, SBOMs",
        more: "Referrers lists that differ between backends are a finding")
    let deadline = Setting(
        key: "policy.deadline", flag: "deadline", variable: "BLOBGATE_DEADLINE", .positiveDuration,
        default: TimeSpan(Policy.standardDeadline), placeholder: "duration",
        help: "End the run after this time; unfinished claims are undecided")
    let stall = Setting(
        key: "policy.stall", flag: "stall", variable: "BLOBGATE_STALL", .positiveDuration,
        default: TimeSpan(TransferLimits().stall), placeholder: "duration",
        help: "Abort a transfer that makes no progress for this long")
    let retries = Setting(
        key: "policy.retries", flag: "retries", variable: "BLOBGATE_RETRIES", .number(0...100),
        default: Policy().retries, placeholder: "n", help: "Retries after a failed request")
    let jobs = Setting(
        flag: "jobs", variable: "BLOBGATE_JOBS", .number(1...256),
        otherwise: "\(Policy().jobs), or more for many cores or backends", placeholder: "n",
        help: "Concurrent transfers, over all backends")
    let limitRate = Setting(
        key: "policy.limit-rate", flag: "limit-rate", variable: "BLOBGATE_LIMIT_RATE", .rate, otherwise: "no limit",
        placeholder: "rate", help: "Read from each backend at most at this rate, in bytes per second: 50M, 800k",
        more: "A limit never makes a backend count as slow or stalled")
    let limitRateTotal = Setting(
        key: "policy.limit-rate-total", flag: "limit-rate-total", variable: "BLOBGATE_LIMIT_RATE_TOTAL", .rate,
        otherwise: "no limit", placeholder: "rate",
        help: "Read from all backends together at most at this rate, in bytes per second")
    let hold = Setting(
        key: "policy.hold", flag: "hold", variable: "BLOBGATE_HOLD", .positiveDuration, otherwise: "a single round",
        placeholder: "duration",
        help:
            "Recheck refused and undecided claims, and only those, until they heal or this time is over; "
            + "--deadline then applies to each round")
    let undecided = Setting(
        key: "policy.undecided", flag: "undecided", variable: "BLOBGATE_UNDECIDED", .oneOf,
        default: Policy().undecided, placeholder: "policy",
        help: "How an undecided run affects the deploy: block, or warn to exit 0 with a prominent last line",
        more:
            "With block, the exit code is 75. With warn, refusals, rejected credentials and runs without images still block"
    )
    let rollback = Setting(
        key: "policy.rollback", flag: "rollback-policy", variable: "BLOBGATE_ROLLBACK_POLICY", .oneOf,
        default: Policy().rollback, placeholder: "policy",
        help:
            "How faults in the --rollback set affect the deploy: block; refused, only refusals block; or warn",
        more: "The set is always verified and reported")
    let flapping = Setting(
        key: "policy.flapping", flag: "flapping", variable: "BLOBGATE_FLAPPING", .flapping, default: Policy().flapping,
        placeholder: "policy",
        help:
            "When a bad read is followed by a good one: refuse, or reads:N to pass with a remark after N consecutive "
            + "good reads",
        more: "Each read uses a new connection. In the configuration file, write {reads: N}")
    let flappingReads = Setting(
        key: "policy.flapping.reads", .number(FlappingPolicy.range), otherwise: "none",
        help: "Number of consecutive good reads")
    let spot = Setting(
        key: "policy.spot", flag: "spot", variable: "BLOBGATE_SPOT", .spot, otherwise: "none", placeholder: "budget",
        help:
            "Spot-check reused proofs: read random 1 MiB ranges again on each backend, those unread for longest first; "
            + "N% of the reused bytes, or a size such as 64MiB",
        more: "The ranges are compared with their checkpoints; N% is at least 1 MiB")
}

extension ValueParser where Value == Int64 {
    fileprivate static var rate: Self {
        ValueParser(
            shape: "size per second", expected: "a number of bytes per second such as 50M or 800k", ByteSize.bytes(in:))
    }
}

extension ValueParser where Value == SpotBudget {
    fileprivate static var spot: Self {
        ValueParser(shape: "N% or size, for example 5% or 64MiB") { (text) throws(ValueFault) in
            if let budget = SpotBudget(text) { return budget }
            throw MissingUnit.ofShare(text, least: "1MiB") ?? .expected(SpotBudget.expected)
        }
    }
}

extension ValueParser where Value == FlappingPolicy {
    /// In the file, a number of reads is a mapping.
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
                reads.fault(row.name, "is missing: the number of consecutive good reads")
            }
            return reads?.value(row).map(FlappingPolicy.reads)
        }
        return parser
    }
}
