import Foundation

/// Pseudorandom parser inputs, mutated from good and bad ones; the same in every run.
///
/// A few thousand by default; with `BLOBGATE_FUZZ_SECONDS` in the environment as many as fit in that time.
package struct Mutations: Sendable {
    private let corpus: [[UInt8]]
    private let words: [[UInt8]]
    private var random: SplitMix64

    /// Mutations of a corpus; `words` are inserted whole, because random mutation rarely produces them.
    package init(of corpus: [String], words: [String], seed: UInt64) {
        self.corpus = corpus.map { Array($0.utf8) }
        self.words = words.map { Array($0.utf8) }
        random = SplitMix64(seed: seed)
    }

    /// Calls the body with each input.
    package mutating func forEach(_ body: ([UInt8]) throws -> Void) rethrows {
        let seconds = ProcessInfo.processInfo.environment["BLOBGATE_FUZZ_SECONDS"].flatMap(Double.init)
        let deadline = ContinuousClock.now + .seconds(seconds ?? 0)
        var count = 0
        while seconds == nil ? count < 3000 : ContinuousClock.now < deadline {
            count += 1
            try body(next())
        }
    }

    private mutating func next() -> [UInt8] {
        guard !corpus.isEmpty else { return [] }
        var input = corpus[below(corpus.count)]
        for _ in 0...below(6) { mutate(&input) }
        return input
    }

    private mutating func mutate(_ input: inout [UInt8]) {
        let place = below(input.count + 1)
        let end = min(input.count, place + below(8))
        switch below(8) {
        case 0: if place < input.count { input[place] ^= 1 << UInt8(below(8)) }
        case 1: if place < input.count { input[place] = UInt8(below(256)) }
        case 2: input.removeSubrange(place..<end)
        case 3: input.insert(contentsOf: input[place..<end], at: place)
        case 4: input.insert(contentsOf: words.isEmpty ? [] : words[below(words.count)], at: place)
        case 5: input.replaceSubrange(place..<end, with: words.isEmpty ? [] : words[below(words.count)])
        case 6: input.removeLast(input.count - place)
        default: input += corpus[below(corpus.count)].prefix(place)
        }
    }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(max(1, limit))) }
}
