internal import Record

/// Says what a closer look could not find out: whole sentences.
enum LimitWords {
    static func text(_ limit: InvestigationLimit) -> String {
        switch limit {
        case .nothingToCompare: "No right copy is known to compare it with."
        case .copyNeedsRoom(let bytes, let limit):
            "No right copy was put together of the backends' copies: that needs \(bytes) bytes in the temporary directory, and "
                + "at most \(limit) may be used there now."
        case .missingPieces: "No right copy can be put together: some bytes could be had from no backend."
        case .allCopiesAlike:
            "Every backend that could be read sent the same bytes: nothing tells right ones from wrong ones."
        case .changingCopy(let backend): "\(backend) sends other bytes each time it is read."
        case .noTime: "The time was over before a right copy could be put together."
        case .disk(let reason): "No right copy could be put together on disk: \(reason)"
        case .noCombination(let tried):
            "No right copy can be put together: none of \(tried) combinations of the backends' pieces has the digest."
        case .notCompared(let backend, let places):
            "\(backend) is wrong in so many MiB that \(PlaceWords.counted(places, "place was", "places were")) not compared "
                + "byte by byte."
        case .rightWhenReadAgain(let backend, let bytes):
            "\(backend) sent \(ends(bytes)) right when they were read once more."
        case .noCopyToSave: "No right copy could be saved: none is known."
        case .fileExists(let path): "No right copy was saved: \(path) exists, and holds something else."
        case .missingBytesToSave(let bytes): "No right copy could be saved: nobody has \(ends(bytes)) right."
        case .endedBeforeSaving: "No right copy could be saved: the run was ended before all of it was read."
        case .cannotSave(let path, let reason): "The right copy could not be saved as \(path): \(reason)"
        }
    }

    private static func ends(_ bytes: ByteRange) -> String {
        "bytes \(bytes.wrappedValue.lowerBound) to \(bytes.wrappedValue.upperBound - 1)"
    }
}
