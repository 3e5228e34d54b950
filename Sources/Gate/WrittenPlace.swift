internal import Release

/// A line of a file that names an image: where a system that shows a fault beside its cause can put it.
package struct WrittenPlace: Hashable, Sendable {
    /// The file, by the path as it was given; it can hold any character.
    package let file: String
    /// The line, from 1; 1 where the file is named as a whole.
    package let line: Int

    /// A line of a file.
    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}

extension ImageResult {
    /// The lines of files that name it, in the order of reading; none where the command line, standard input or a
    /// program named it.
    package var places: [WrittenPlace] {
        use.origins.compactMap { origin in
            guard case .file(let path) = origin.source else { return nil }
            return WrittenPlace(file: path, line: max(1, origin.number ?? 1))
        }
    }
}
