import ArgumentParser
import Gate
import OCI
import Record

/// Which part of the release is meant.
struct ShardOption: ParsableArguments {
    @Option(text: Settings.release.shard) var text: String?

    func validate() throws { _ = try request }

    /// What is asked for; `nil` where the command line asks for nothing.
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

/// Finds the shard of a job: what the command line or the environment says, and only where one of them asks for it what
/// the system says that runs the job. A job may be one of several for any other reason, and half a release is no release.
struct ShardChoice {
    /// The part; `nil` for the whole release.
    let shard: Shard?
    /// What a person should know.
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
            ? [] : ["shard \(found) writes no JSON report, so nothing can be merged: --output json=PATH writes one"]
    }

    /// A job that is one of several gets the whole release unless it asks for a part.
    private static func unsaid(_ environment: Environment) -> [String] {
        guard let total = environment[.gitlabTotal].flatMap({ Int($0) }), total > 1 else { return [] }
        return [
            "this job is one of \(total) (\(EnvironmentVariable.gitlabTotal.rawValue)), and checks the whole release; "
                + "--shard \(ShardRequest.automatic) checks a part of it"
        ]
    }

    private static func ofSystem(_ environment: Environment) throws -> Shard {
        let gitlab = try number(.gitlabTotal, environment)
        let completion = try number(.completionIndex, environment)
        if completion != nil, let gitlab, gitlab > 1 {
            throw CommandFailure(
                .configuration,
                "GitLab (\(EnvironmentVariable.gitlabTotal.rawValue)) and Kubernetes "
                    + "(\(EnvironmentVariable.completionIndex.rawValue)) both name a shard; say which: --shard 2/4")
        }
        if let completion {
            guard let total = try number(.shards, environment) else {
                throw CommandFailure(
                    .configuration,
                    "Kubernetes tells the index of a job (\(EnvironmentVariable.completionIndex.rawValue)) and not how many "
                        + "there are: set \(EnvironmentVariable.shards.rawValue) to its completions")
            }
            // Kubernetes counts from 0.
            return try shard(completion &+ 1, total, EnvironmentVariable.completionIndex, .shards)
        }
        if let gitlab {
            // A job without `parallel` is one of one, and has no index.
            return try shard(
                try number(.gitlabIndex, environment) ?? (gitlab == 1 ? 1 : 0), gitlab, .gitlabIndex, .gitlabTotal)
        }
        throw CommandFailure(
            .configuration,
            "--shard \(ShardRequest.automatic) finds no shard: neither \(EnvironmentVariable.gitlabTotal.rawValue) (GitLab) nor "
                + "\(EnvironmentVariable.completionIndex.rawValue) (Kubernetes) is set; name it, as in --shard 2/4")
    }

    private static func shard(
        _ index: Int, _ total: Int, _ first: EnvironmentVariable, _ second: EnvironmentVariable
    ) throws -> Shard {
        guard let shard = Shard(index, of: total) else {
            throw CommandFailure(
                .configuration,
                "\(first.rawValue) and \(second.rawValue) name the shard \(index) of \(total), and there is none such")
        }
        return shard
    }

    private static func number(_ variable: EnvironmentVariable, _ environment: Environment) throws -> Int? {
        try environment.value(variable, .number(0...Shard.most))
    }
}
