internal import Record

/// Words what an investigation could not find out, in whole sentences.
enum LimitWords {
    static func text(_ limit: InvestigationLimit) -> String {
        switch limit {
        case .nothingToCompare: "There is no good copy to compare it with."
        case .copyNeedsRoom(let bytes, let limit):
            "No good copy was assembled from the backends' copies: that needs \(bytes) bytes in the temporary directory, and "
                + "at most \(limit) may be used there now."
        case .missingPieces: "No good copy can be assembled: some bytes are available from no backend."
        case .allCopiesAlike:
            "Every readable backend sent the same bytes, so good and bad bytes cannot be told apart."
        case .changingCopy(let backend): "\(backend) sends different bytes on every read."
        case .noTime: "Time ran out before a good copy could be assembled."
        case .disk(let reason): "No good copy could be assembled on disk: \(reason)"
        case .noCombination(let tried):
            "No good copy can be assembled: none of \(tried) combinations of the backends' pieces matches the digest."
        case .notCompared(let backend, let places):
            "\(backend) is wrong in so many MiB that \(PlaceWords.counted(places, "place was", "places were")) not compared "
                + "byte by byte."
        case .rightWhenReadAgain(let backend, let bytes):
            "\(backend) sent \(ends(bytes)) correctly on a second read."
        case .noCopyToSave: "No good copy could be saved: none is known."
        case .fileExists(let path): "No good copy was saved: \(path) exists and contains something else."
        case .missingBytesToSave(let bytes): "No good copy could be saved: no backend has \(ends(bytes)) right."
        case .endedBeforeSaving: "No good copy could be saved: the run ended before all of it was read."
        case .cannotSave(let path, let reason): "The good copy could not be saved as \(path): \(reason)"
        }
    }

    private static func ends(_ bytes: ByteRange) -> String {
        "bytes \(bytes.wrappedValue.lowerBound) to \(bytes.wrappedValue.upperBound - 1)"
    }
}
