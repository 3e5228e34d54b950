internal import Record

/// Names files in reports that other systems show next to the sources: relative to the root of the sources.
package struct PlaceNames: Hashable, Sendable {
    private let root: [Substring]
    private let folder: [Substring]

    /// Creates the names for a run.
    ///
    /// - Parameters:
    ///   - root: The absolute path of the folder with the sources.
    ///   - folder: The absolute path of the working directory, which relative paths start from.
    package init(root: String, folder: String) {
        self.root = Self.parts(root)
        self.folder = Self.parts(folder)
    }

    /// The path relative to the root of the sources; the absolute path for a file outside of it.
    func path(_ file: String) -> String {
        let whole = file.hasPrefix("/") ? Self.parts(file) : Self.parts(file, from: folder)
        if whole.count > root.count, whole.starts(with: root) {
            return whole.dropFirst(root.count).joined(separator: "/")
        }
        return "/" + whole.joined(separator: "/")
    }

    /// The same as a URI reference (RFC 3986).
    func uri(_ file: String) -> String {
        let path = path(file)
        return path.hasPrefix("/") ? "file://\(Self.encoded(path))" : Self.encoded(path)
    }

    /// Percent-encodes a path.
    static func encoded(_ path: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return path.utf8.map { byte in
            plain.contains(byte)
                ? String(UnicodeScalar(byte))
                : "%" + (byte < 16 ? "0" : "")
                    + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    private static func parts(_ path: String, from start: [Substring] = []) -> [Substring] {
        var parts = start
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return parts
    }
}

/// A line of a file that references an image: where other systems can show a fault.
struct WrittenPlace: Hashable {
    /// The file, by the path as it was given; it can hold any character.
    let file: String
    /// The line, from 1; 1 where the file is named as a whole.
    let line: Int
}

extension Run.Image {
    /// The lines of files that name it, in the order of reading; none where the command line, standard input or a program
    /// named it.
    var lines: [WrittenPlace] {
        origins.compactMap { origin in
            guard case .file(let path) = origin.source else { return nil }
            return WrittenPlace(file: path, line: max(1, origin.number ?? 1))
        }
    }
}
