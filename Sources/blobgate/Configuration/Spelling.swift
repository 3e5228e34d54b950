import OCI

/// Suggests corrections for misspelled words.
enum Spelling {
    /// The closest known word, if it is close enough to be a typo.
    static func nearest(to word: String, of known: [String]) -> String? {
        nearest(exactly: word.lowercased(), of: known)
    }

    /// The same for words whose case counts.
    static func nearest(exactly word: String, of known: [String]) -> String? {
        let ranked = known.map { (word: $0, distance: EditDistance.between(word, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, min(3, best.word.count / 3)) ? best.word : nil
    }
}
