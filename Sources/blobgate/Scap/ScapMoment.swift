import Gate
import Record
import Release
import Report

/// When in a deploy of scap's the gate stands, and so what it may say of the state of that deploy.
enum ScapMoment {
    /// In the build step: images are pushed, and nothing else has happened.
    case beforeDeploy
    /// Anywhere: only the files tell.
    case unknown

    func words(_ values: ScapValuesState, flags: String) -> DeployWords {
        DeployWords(
            state: state(values), again: "the same scap command again", flags: flags,
            equalSets:
                "The values files name the new images already, as after --stop-before-sync: scap would \"roll back\" to "
                + "the images that it deploys (see the notes above).")
    }

    /// Never more than is known.
    private func state(_ values: ScapValuesState) -> String {
        switch (self, values) {
        case (.beforeDeploy, .new(let count, let all)):
            "this scap run has deployed nothing and touched no host and no helmfile values; \(count) of \(all) values files "
                + "named these images before it"
        case (.beforeDeploy, _):
            "nothing was deployed; helmfile values unchanged; no host touched"
        case (.unknown, .old):
            "the values files do not name the new images yet, so helmfile has not deployed them; this check changed nothing"
        case (.unknown, .new(let count, let all)):
            "\(count) of \(all) values files name the new images, so they may be running; this check changed nothing"
        case (.unknown, .unknown):
            "this check changed nothing; what scap did before it stands"
        }
    }
}

extension StoredInputs.DeployTool {
    /// For who looks again at what stopped it.
    func wordsAfter(flags: String) -> DeployWords {
        switch self {
        case .scap: ScapMoment.unknown.words(.unknown, flags: flags)
        }
    }
}

/// Ends of a command that no report tells: what was wrong, then the state of the deploy, as the last lines of the log.
enum ScapEnding {
    static func told(_ moment: ScapMoment, _ body: () async throws -> ExitCode) async throws -> ExitCode {
        do {
            return try await body()
        } catch let failure as CommandFailure {
            Standard.error(Standard.ascii("blobgate: \(failure.message)\n"))
            let words = moment.words(.unknown, flags: "")
            Standard.error(
                """
                blobgate: BLOCKED: no image was verified (exit code \(failure.code.rawValue))
                state  \(words.state)
                next   put that right, then \(words.again)

                """)
            return failure.code
        }
    }
}
