import Gate
import Record
import Release
import Report

/// When in a scap deploy the gate runs, which determines what it can say about the state of the deploy.
enum ScapPhase {
    /// In the build step: images are pushed, nothing else has happened.
    case beforeDeploy
    /// At any other time: only the files show the state.
    case unknown

    /// In the build step scap ends. Elsewhere it may be waiting for an answer, and a second scap would wait for its lock.
    private var again: String {
        switch self {
        case .beforeDeploy: "the same scap command again"
        case .unknown: "the same scap command again (or retry at its prompt, if it is still asking)"
        }
    }

    func words(_ values: ScapValuesState, flags: String) -> DeployMessages {
        DeployMessages(
            state: state(values), again: again, flags: flags,
            equalSets:
                "The values files already contain the new images, as after --stop-before-sync: scap would \"roll back\" to "
                + "the images it deploys (see the notes above).")
    }

    /// Claims no more than is known.
    private func state(_ values: ScapValuesState) -> String {
        switch (self, values) {
        case (.beforeDeploy, .new(let count, let all)):
            "this scap run has deployed nothing and touched no host and no helmfile values; \(count) of \(all) values files "
                + "already contained these images"
        case (.beforeDeploy, _):
            "nothing was deployed; helmfile values unchanged; no host touched"
        case (.unknown, .old):
            "the values files do not contain the new images yet, so helmfile has not deployed them; this check changed nothing"
        case (.unknown, .new(let count, let all)):
            "\(count) of \(all) values files contain the new images, so they may be running; this check changed nothing"
        case (.unknown, .unknown):
            "this check changed nothing; earlier changes by scap remain in place"
        }
    }
}

extension StoredInputs.DeployTool {
    /// For a recheck of a run that stopped the deploy.
    func wordsAfter(flags: String) -> DeployMessages {
        switch self {
        case .scap: ScapPhase.unknown.words(.unknown, flags: flags)
        }
    }
}

/// Prints a failure without a report, then the state of the deploy, as the last lines of the log.
enum ScapFailureReport {
    static func reportingFailure(_ moment: ScapPhase, _ body: () async throws -> ExitCode) async throws -> ExitCode {
        do {
            return try await body()
        } catch let failure as CommandFailure {
            Standard.error(Standard.ascii("blobgate: \(failure.message)\n"))
            let words = moment.words(.unknown, flags: "")
            Standard.error(
                """
                blobgate: BLOCKED: no image was verified (exit code \(failure.code.rawValue))
                state  \(words.state)
                next   fix that, then \(words.again)

                """)
            return failure.code
        }
    }
}
