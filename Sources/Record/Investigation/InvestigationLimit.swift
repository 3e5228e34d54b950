/// A limit of an investigation: what it could not determine and why.
package enum InvestigationLimit: Error, Codable, Hashable, Sendable {
    /// There is no right copy to compare with.
    case nothingToCompare
    /// Composing a right copy needs more space than may be used in the temporary directory.
    case copyNeedsRoom(bytes: Int64, limit: Int64)
    /// Some bytes were available from no backend.
    case missingPieces
    /// Every readable backend sent the same bytes.
    case allCopiesAlike
    /// A backend sends different bytes on each read.
    case changingCopy(backend: String)
    /// Time ran out before a right copy was composed.
    case noTime
    /// Composing a right copy on disk failed, with the system's message.
    case disk(reason: String)
    /// No combination of the backends' pieces matches the digest.
    case noCombination(tried: Int)
    /// This many places were not compared byte by byte.
    case notCompared(backend: String, places: Int)
    /// Wrong bytes were right when they were read again.
    case rightWhenReadAgain(backend: String, bytes: ByteRange)
    /// There was no right copy to save.
    case noCopyToSave
    /// Something else already exists at the path.
    case fileExists(path: String)
    case missingBytesToSave(bytes: ByteRange)
    /// The run ended before the right copy was read completely.
    case endedBeforeSaving
    /// Saving failed, with the system's message.
    case cannotSave(path: String, reason: String)
}
