/// How different two words are.
package enum EditDistance {
    /// The Levenshtein distance: how many characters must be inserted, removed or replaced.
    package static func between(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (line, character) in left.enumerated() {
            var previous = row[0]
            row[0] = line + 1
            for column in right.indices {
                let substituted = previous + (character == right[column] ? 0 : 1)
                previous = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, previous + 1)
            }
        }
        return row[right.count]
    }
}
