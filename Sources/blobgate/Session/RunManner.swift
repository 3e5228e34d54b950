import Report

/// How a run shows itself.
enum RunManner {
    /// As the terminal and the options say.
    case usual
    /// For the log of a deploy tool: no colour and no bar whatever the environment says, one line a minute, and at the end
    /// the state of the deploy.
    case log(DeployWords)
    /// As the terminal and the options say, for somebody who looks again at what blocked a deploy.
    case afterDeploy(DeployWords)

    var deploy: DeployWords? {
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
