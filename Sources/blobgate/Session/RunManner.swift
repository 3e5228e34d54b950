import Report

/// How a run shows itself.
enum RunManner {
    /// As the terminal and the options say.
    case usual
    /// For the log of a deploy tool: no colour and no bar whatever the environment says, one line a minute, and at the end
    /// the state of the deploy.
    case log(DeployWords)

    var deploy: DeployWords? {
        guard case .log(let words) = self else { return nil }
        return words
    }

    var pace: ProgressDisplay.Pace {
        var pace = ProgressDisplay.Pace()
        if deploy != nil { pace.line = .seconds(60) }
        return pace
    }
}
