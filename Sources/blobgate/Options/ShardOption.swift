import ArgumentParser
import Gate
import OCI
import Record

/// The part of the release to check.
struct ShardOption: ParsableArguments {
    @Option(text: Settings.release.shard) var text: String?

    func validate() throws { _ = try request }

    /// The requested shard; `nil` if the command line has none.
    var request: ShardRequest? {
        get throws {
            guard let text else { return nil }
            guard let request = ShardRequest(text) else {
                throw ValidationError(
                    "--shard takes \(ShardRequest.expected), not \"\(text.escapedASCII(limit: 40))\"")
            }
            return request
        }
    }
}

/// Finds the shard of a job from the command line or the environment. The indexes of the CI system count only with
/// `--shard auto`: a job may be parallel for other reasons, and must not check half a release by accident.
struct ShardResolver {
    /// The shard; `nil` for the whole release.
    let shard: Shard?
    /// Notices for the user.
    let notices: [String]

    init(_ option: ShardRequest?, _ environment: Environment, writesJSON: Bool = true) throws {
        let found: Shard
        switch try option ?? environment.value(Settings.release.shard) {
        case nil:
            shard = nil
            notices = Self.unsaid(environment)
            return
        case .ofSystem: found = try Self.ofSystem(environment)
        case .part(let part): found = part
        }
        shard = found
        notices =
            writesJSON
            ? [] : ["shard \(found) writes no JSON report for blobgate merge: add --output json=PATH"]
    }

    /// A notice for a parallel job that checks the whole release.
    private static func unsaid(_ environment: Environment) -> [String] {
        let found = ParallelJob.allCases.filter { $0.repeatsOneJob && $0.mark == $0.total }
            .compactMap { job in environment[job.total].flatMap { Int($0) }.map { (job, $0) } }
        guard let (job, total) = found.first(where: { $0.1 > 1 }) else { return [] }
        return [
            "this is one of \(total) parallel jobs (\(job.total.rawValue)), but it checks the whole "
                + "release; --shard \(ShardRequest.automatic) checks one shard per job"
        ]
    }

    private static func ofSystem(_ environment: Environment) throws -> Shard {
        let present = ParallelJob.allCases.filter { environment[$0.mark] != nil }
        // A job that is the only one of its kind may run inside another system's parallel job.
        let several = try present.filter { try $0.count(environment) != 1 }
        guard several.count <= 1 else {
            let names = several.map { "\($0.name) (\($0.mark.rawValue))" }
            throw CommandFailure(
                .configuration,
                "\(names.joined(separator: " and ")) \(names.count == 2 ? "both" : "all") set a shard; choose one, "
                    + "as in --shard 2/4")
        }
        guard let job = several.first ?? present.first else {
            let known = ParallelJob.allCases.map { "\($0.mark.rawValue) (\($0.name))" }
            throw CommandFailure(
                .configuration,
                "--shard \(ShardRequest.automatic): none of these is set: \(known.joined(separator: ", ")); "
                    + "give the shard, as in --shard 2/4")
        }
        return try job.shard(environment)
    }
}
