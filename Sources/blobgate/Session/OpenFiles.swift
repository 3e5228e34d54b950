import Glibc
import Record
import Transfer

/// The limit of open files of this process.
enum OpenFiles {
    /// More are never needed. Programs that the gate starts inherit the limit, and some of them close every possible
    /// descriptor.
    private static let most: rlim_t = 4096

    /// Raises the soft limit as far as it is useful and allowed.
    /// - Returns: The limit that applies now.
    static func raise() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return Int(most) }
        let wanted = wanted(soft: limit.rlim_cur, hard: limit.rlim_max)
        if wanted > limit.rlim_cur {
            var raised = rlimit(rlim_cur: wanted, rlim_max: limit.rlim_max)
            if setrlimit(resource, &raised) == 0 { limit.rlim_cur = wanted }
        }
        return Int(clamping: min(limit.rlim_cur, most))
    }

    /// The soft limit to ask for. A higher one is kept.
    static func wanted(soft: rlim_t, hard: rlim_t) -> rlim_t { max(soft, min(hard, most)) }

    /// The number of transfers that fit.
    /// - Throws: `CommandFailure` if none does. It is not a fault of any server, so nothing is decided.
    static func budget(limit: Int, loops: Int) throws -> DescriptorBudget {
        guard let budget = DescriptorBudget(openFiles: limit, loops: loops) else {
            throw CommandFailure(.undecided, fault(limit: limit, loops: loops))
        }
        return budget
    }

    /// The message if the limit is too low for anything, even for the runtime, which would crash; otherwise `nil`.
    static func startFault(limit: Int) -> String? { limit < leastOfRuntime ? fault(limit: limit, loops: 1) : nil }

    private static let leastOfRuntime = 8

    private static func fault(limit: Int, loops: Int) -> String {
        "this process may open only \(limit) files and connections, but needs at least "
            + "\(DescriptorBudget.least(loops: loops)); raise the limit (\(remedies))"
    }

    /// A remark if the limit slows the run down.
    static func notice(_ budget: DescriptorBudget, limit: Int, jobs: Int, backends: Int) -> String? {
        guard budget.transfers < max(jobs, backends) else { return nil }
        return "this process may open only \(limit) files and connections, so at most \(budget.transfers) requests run "
            + "at the same time; raise the limit (\(remedies)) to use all \(jobs) jobs and \(backends) backends"
    }

    private static let remedies = "ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of a container"
}
