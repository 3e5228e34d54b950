/// What a closer look could not find out, and why.
package enum InvestigationLimit: Error, Codable, Hashable, Sendable {
    /// No right copy is known to compare it with.
    case nothingToCompare
    /// Putting a right copy together needs more bytes in the temporary directory than may be used there.
    case copyNeedsRoom(bytes: Int64, limit: Int64)
    /// Some bytes could be had from no backend.
    case missingPieces
    /// Every backend that could be read sent the same bytes.
    case allCopiesAlike
    /// A backend sends other bytes each time.
    case changingCopy(backend: String)
    /// The time was over before a right copy was put together.
    case noTime
    /// A right copy could not be put together on disk, in the words of the system.
    case disk(reason: String)
    /// No combination of the backends' pieces has the digest.
    case noCombination(tried: Int)
    /// So many places were not compared byte by byte.
    case notCompared(backend: String, places: Int)
    /// Bytes that were wrong were right when they were read once more.
    case rightWhenReadAgain(backend: String, bytes: ByteRange)
    /// There was no right copy to save.
    case noCopyToSave
    /// Something else is in the place of the file.
    case fileExists(path: String)
    case missingBytesToSave(bytes: ByteRange)
    /// The run was ended before all of a right copy was read.
    case endedBeforeSaving
    /// In the words of the system.
    case cannotSave(path: String, reason: String)
}
