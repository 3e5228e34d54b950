import Gate
import OCI
import Record
import Release

/// Asks helm for the deployed revision of releases and for its manifest. Reads only.
struct HelmReader: Sendable {
    /// How many helm processes run at a time.
    private static let width = 4

    /// The helm program.
    let helm: String
    /// The path of the kubeconfig, with `{namespace}` and `{cluster}`.
    let kubeconfig: String
    /// The time limit of one helm process.
    var limit = Duration.seconds(20)

    /// The answer for each release, in their order. A release that cannot be read is an answer, not an error.
    /// - Throws: `CommandFailure` if the gate is interrupted.
    func answers(
        for targets: [ScapHelmTarget]
    ) async throws -> [(target: ScapHelmTarget, answer: ScapHelmAnswer)] {
        var answers: [Int: ScapHelmAnswer] = [:]
        try await withThrowingTaskGroup(of: (Int, ScapHelmAnswer).self) { group in
            var waiting = targets.enumerated().makeIterator()
            func start() {
                guard let (number, target) = waiting.next() else { return }
                group.addTask { (number, try await answer(for: target)) }
            }
            for _ in 0..<Self.width { start() }
            while let (number, answer) = try await group.next() {
                answers[number] = answer
                start()
            }
        }
        return targets.enumerated().map { ($1, answers[$0] ?? .unread("not asked")) }
    }

    private func answer(for target: ScapHelmTarget) async throws -> ScapHelmAnswer {
        do {
            let history = try await run(target, ["history", target.release, "--output", "json", "--max", "20"]).bytes
            guard let revision = ScapHelmSet.deployedRevision(history) else {
                return .unread("no revision is deployed")
            }
            let (bytes, source) = try await run(
                target, ["get", "manifest", target.release, "--revision", "\(revision)"])
            return .revision(
                revision,
                images: try ManifestReader.read(bytes, source: source, shortNames: .dockerHub, imagePaths: [])
                    .withImages())
        } catch let error as InputError {
            return .unread(error.faults.first?.description ?? "unknown")
        }
    }

    private func run(
        _ target: ScapHelmTarget, _ arguments: [String]
    ) async throws -> (bytes: [UInt8], source: InputSource) {
        let path = kubeconfig.replacing("{namespace}", with: target.namespace)
            .replacing("{cluster}", with: target.cluster)
        var command = RenderCommand(helm, ["--kubeconfig", path, "--namespace", target.namespace] + arguments)
        command.isHelm = true
        return try await RenderTool(limit: limit).run(command)
    }
}
