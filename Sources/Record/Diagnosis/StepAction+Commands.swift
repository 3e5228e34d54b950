extension StepAction {
    /// Whether its commands are Blobgate's own. They need the options of the run that prints them.
    package var isOfBlobgate: Bool {
        switch self {
        case .readOthers, .saveGoodCopy, .saveComposedCopy, .checkAgain: true
        default: false
        }
    }
}
