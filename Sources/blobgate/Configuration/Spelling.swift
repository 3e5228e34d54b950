/// Suggests corrections for misspelled words.
enum Spelling {
    /// The closest known word, if it is close enough to be a typo.
    static func nearest(to word: String, of known: [String]) -> String? {
        nearest(exactly: word.lowercased(), of: known)
    }

    /// The same for words whose case counts.
    static func nearest(exactly word: String, of known: [String]) -> String? {
        let ranked = known.map { (word: $0, distance: distance(word, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, min(3, best.word.count / 3)) ? best.word : nil
    }

    /// The Levenshtein distance.
    static func distance(_ left: String, _ right: String) -> Int {
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
