/// What is supposed to have happened.
package enum CauseStatement: Codable, Hashable, Sendable {
    case storageIsWrong
}

/// A fact for or against a cause.
package enum CauseFact: Codable, Hashable, Sendable {
    case noBackendHasIt
}

/// What the evidence says of the location of a fault.
package enum Conclusion: Codable, Hashable, Sendable {
    case nothingShown
}

/// What else to know of a fault.
package enum DiagnosisNote: Codable, Hashable, Sendable {
    case blobsNotChecked
}

/// What the evidence leaves open.
package enum OpenQuestion: Codable, Hashable, Sendable {
    case storageNotSeen
}

/// What a step asks to do.
package enum StepAction: Codable, Hashable, Sendable {
    /// The remedy that every fault of this code has.
    case general(code: FindingCode)
    case checkAgain
}
