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
        guard let total = environment[.gitlabTotal].flatMap({ Int($0) }), total > 1 else { return [] }
        return [
            "this is one of \(total) parallel jobs (\(EnvironmentVariable.gitlabTotal.rawValue)), but it checks the whole "
                + "release; --shard \(ShardRequest.automatic) checks one shard per job"
        ]
    }

    private static func ofSystem(_ environment: Environment) throws -> Shard {
        let gitlab = try number(.gitlabTotal, environment)
        let completion = try number(.completionIndex, environment)
        if completion != nil, let gitlab, gitlab > 1 {
            throw CommandFailure(
                .configuration,
                "GitLab (\(EnvironmentVariable.gitlabTotal.rawValue)) and Kubernetes "
                    + "(\(EnvironmentVariable.completionIndex.rawValue)) both set a shard; choose one, as in --shard 2/4"
            )
        }
        if let completion {
            guard let total = try number(.shards, environment) else {
                throw CommandFailure(
                    .configuration,
                    "Kubernetes sets the index of a job (\(EnvironmentVariable.completionIndex.rawValue)), but not the total: "
                        + "set \(EnvironmentVariable.shards.rawValue) to its completions")
            }
            // Kubernetes counts from 0.
            return try shard(completion &+ 1, total, EnvironmentVariable.completionIndex, .shards)
        }
        if let gitlab {
            // A job without `parallel` has a total of 1 and no index.
            return try shard(
                try number(.gitlabIndex, environment) ?? (gitlab == 1 ? 1 : 0), gitlab, .gitlabIndex, .gitlabTotal)
        }
        throw CommandFailure(
            .configuration,
            "--shard \(ShardRequest.automatic): neither \(EnvironmentVariable.gitlabTotal.rawValue) (GitLab) nor "
                + "\(EnvironmentVariable.completionIndex.rawValue) (Kubernetes) is set; give the shard, as in --shard 2/4"
        )
    }

    private static func shard(
        _ index: Int, _ total: Int, _ first: EnvironmentVariable, _ second: EnvironmentVariable
    ) throws -> Shard {
        guard let shard = Shard(index, of: total) else {
            throw CommandFailure(
                .configuration,
                "\(first.rawValue) and \(second.rawValue) give shard \(index) of \(total), which does not exist")
        }
        return shard
    }

    private static func number(_ variable: EnvironmentVariable, _ environment: Environment) throws -> Int? {
        try environment.value(variable, .number(0...Shard.most))
    }
}
