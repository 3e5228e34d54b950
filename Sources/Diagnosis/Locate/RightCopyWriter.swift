internal import Foundation
internal import Gate
internal import OCI
internal import Record

/// Saves right copies as files. Existing files are never overwritten.
struct RightCopyWriter: Sendable {
    /// A file or an existing directory.
    let place: String

    private enum Obstacle: Error {
        case missing(Range<Int64>)
        case ended
    }

    /// Saves a blob, piece by piece.
    func save(_ look: inout InvestigationDraft, _ copies: RightCopies?) async {
        let path = SavedCopyPath.path(for: look.blob.digest, at: place)
        if let (saved, limit) = before(path, look.blob.digest) {
            look.savedCopy = saved
            look.limits += limit
            return
        }
        guard let copies else {
            look.limits.append(.noCopyToSave)
            return
        }
        do {
            let spool = try SpoolFile(in: URL(filePath: path).deletingLastPathComponent(), limit: look.grid.size)
            for piece in 0..<look.grid.count {
                let range = look.grid.bytes(of: piece)
                guard let bytes = await copies.bytes(of: piece) else {
                    // A canceled read does not show which sources have the bytes.
                    throw Task.isCancelled ? Obstacle.ended : .missing(range)
                }
                try spool.write(bytes, at: range.lowerBound)
            }
            try spool.keep(as: path)
            let used = look.spool == nil ? await copies.used.sorted() : look.sources
            look.savedCopy = Investigation.SavedCopy(path: path, sources: used)
        } catch {
            look.limits.append(Self.limit(error, path))
        }
    }

    /// Saves a manifest.
    func save(_ found: Investigation, _ right: (bytes: [UInt8], backend: String)?) -> Investigation {
        var found = found
        let path = SavedCopyPath.path(for: found.digest, at: place)
        if let (saved, limit) = before(path, found.digest) {
            found.savedCopy = saved
            found.limits += limit.map { Described($0) }
            return found
        }
        guard let right else {
            found.limits.append(Described(.noCopyToSave))
            return found
        }
        do {
            let spool = try SpoolFile(
                in: URL(filePath: path).deletingLastPathComponent(), limit: Int64(right.bytes.count))
            try spool.write(right.bytes, at: 0)
            try spool.keep(as: path)
            found.savedCopy = Investigation.SavedCopy(path: path, sources: [right.backend])
        } catch {
            found.limits.append(Described(Self.limit(error, path)))
        }
        return found
    }

    /// The result if a file already exists at the path.
    private func before(_ path: String, _ digest: Digest) -> (Investigation.SavedCopy?, [InvestigationLimit])? {
        switch SavedCopyPath.occupant(of: path, for: digest) {
        case .nothing: nil
        case .same: (Investigation.SavedCopy(path: path, sources: []), [])
        case .other: (nil, [.fileExists(path: path)])
        }
    }

    private static func limit(_ error: any Error, _ path: String) -> InvestigationLimit {
        switch error as? Obstacle {
        case .missing(let bytes): .missingBytesToSave(bytes: ByteRange(wrappedValue: bytes))
        case .ended: .endedBeforeSaving
        case nil: .cannotSave(path: path, reason: error.localizedDescription)
        }
    }
}
