import Report

/// How a run presents its output.
enum RunPresentation {
    /// As set by the terminal and the options.
    case usual
    /// For the log of a deploy tool: no color and no bar regardless of the environment, one line per minute, and the state
    /// of the deploy at the end.
    case log(DeployMessages)
    /// As set by the terminal and the options, for a recheck of a run that blocked a deploy.
    case afterDeploy(DeployMessages)

    var deploy: DeployMessages? {
        switch self {
        case .usual: nil
        case .log(let words), .afterDeploy(let words): words
        }
    }

    var isLog: Bool {
        guard case .log = self else { return false }
        return true
    }

    var pace: ProgressDisplay.Pace {
        var pace = ProgressDisplay.Pace()
        if isLog { pace.line = .seconds(60) }
        return pace
    }
}
