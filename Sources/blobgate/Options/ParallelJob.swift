import Record

/// A system that runs the same job several times at once and tells each its index, for `--shard auto`.
enum ParallelJob: CaseIterable {
    case gitlab
    case circleCI
    case buildkite
    case bitbucket
    case semaphore
    case awsBatch
    case kubernetes

    var name: String {
        switch self {
        case .gitlab: "GitLab"
        case .circleCI: "CircleCI"
        case .buildkite: "Buildkite"
        case .bitbucket: "Bitbucket"
        case .semaphore: "Semaphore"
        case .awsBatch: "AWS Batch"
        case .kubernetes: "Kubernetes"
        }
    }

    var index: EnvironmentVariable {
        switch self {
        case .gitlab: .gitlabIndex
        case .circleCI: .circleIndex
        case .buildkite: .buildkiteIndex
        case .bitbucket: .bitbucketIndex
        case .semaphore: .semaphoreIndex
        case .awsBatch: .awsBatchIndex
        case .kubernetes: .completionIndex
        }
    }

    var total: EnvironmentVariable {
        switch self {
        case .gitlab: .gitlabTotal
        case .circleCI: .circleTotal
        case .buildkite: .buildkiteTotal
        case .bitbucket: .bitbucketTotal
        case .semaphore: .semaphoreTotal
        case .awsBatch: .awsBatchTotal
        case .kubernetes: .shards
        }
    }

    /// The index of the first job.
    var first: Int {
        switch self {
        case .gitlab, .semaphore: 1
        case .circleCI, .buildkite, .bitbucket, .awsBatch, .kubernetes: 0
        }
    }

    /// The variable that shows that the system runs this job. Kubernetes provides no total; users set that one.
    var mark: EnvironmentVariable { self == .kubernetes ? index : total }

    /// Whether all jobs that share a total run the same commands. The steps of a Bitbucket group may be anything.
    var repeatsOneJob: Bool { self != .bitbucket }

    /// The number of jobs; `nil` if the system does not run this job, or provides no total.
    /// - Throws: `CommandFailure` for a value that is not a number.
    func count(_ environment: Environment) throws -> Int? { try number(total, environment) }

    /// The shard of this job.
    /// - Throws: `CommandFailure` if the variables name no shard.
    func shard(_ environment: Environment) throws -> Shard {
        guard let count = try count(environment) else {
            throw CommandFailure(
                .configuration,
                "\(name) sets the index of a job (\(index.rawValue)), but not the total: set \(total.rawValue) to its completions"
            )
        }
        // GitLab sets no index for a job without `parallel`.
        guard let place = try number(index, environment) ?? (count == 1 ? first : nil) else {
            throw CommandFailure(
                .configuration,
                "\(total.rawValue) is \(count), but \(index.rawValue) is not set; give the shard, as in --shard 2/4")
        }
        let number = place - first + 1
        guard let shard = Shard(number, of: count) else {
            throw CommandFailure(
                .configuration,
                "\(index.rawValue) and \(total.rawValue) give shard \(number) of \(count), which does not exist")
        }
        return shard
    }

    private func number(_ variable: EnvironmentVariable, _ environment: Environment) throws -> Int? {
        try environment.value(variable, .number(0...Shard.most))
    }
}
