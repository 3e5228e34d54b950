import Foundation
import OCI
import Registry
import Testing

@testable import Gate

@Suite struct DamageWordsTests {
    @Test(
        arguments: [
            (
                Damage(bytes: 0..<4096, isExact: true, differing: 4080, kind: .zeros(0..<4096)),
                "zeros in bytes 0-4095 (4080 of 4096 wrong)"
            ),
            (
                Damage(bytes: 0..<1_048_576, isExact: false, differing: nil, kind: .zeros(9000..<13_096)),
                "wrong somewhere in bytes 0-1048575, where bytes 9000-13095 are zeros"
            ),
            (
                Damage(bytes: 0..<1_048_576, isExact: false, differing: nil, kind: .zeros(0..<1_048_576)),
                "zeros in bytes 0-1048575 (1048576)"
            ),
            (
                Damage(bytes: 700..<1000, isExact: true, differing: nil, kind: .cutTail(at: 700)),
                "its copy ends at byte 700, 300 too early"
            ),
            (
                Damage(bytes: 700..<1000, isExact: true, differing: 299, kind: .unknown),
                "bytes 700-999 differ (299 of 300)"
            ),
            (
                Damage(bytes: 700..<1000, isExact: false, differing: nil, kind: .unknown),
                "wrong somewhere in bytes 700-999"
            ),
        ])
    func words(_ damage: Damage, _ words: String) {
        #expect(DamageWords.words(of: damage) == words)
    }

    /// A backend that is faulty itself was right in another read, and is no good copy.
    @Test(arguments: [("one", "another read of one"), ("two", "two"), ("three", "three")])
    func whatItIsComparedWith(_ backend: String, _ words: String) throws {
        let claim = try aClaim()
        func map(_ name: String, _ damages: [Damage]) -> BlobMap {
            BlobMap(
                backend: name, isDirect: false, stretches: [BlobMap.Stretch(bytes: 0..<4, state: .bad)],
                damages: damages)
        }
        let damage = Damage(bytes: 1..<2, isExact: true, differing: 1, kind: .unlike)
        let investigation = Investigation(
            registry: claim.backend.registry, repository: claim.repository, digest: claim.digest, size: 4,
            reference: .copy(backend: backend), maps: [map("one", [damage]), map("two", [])])
        let said = DamageWords(investigation: investigation, now: .now)
        #expect(said.places == ["one: byte 1 differ (all 1)"])
        #expect(said.reference == "compared with \(words)")
    }
}
