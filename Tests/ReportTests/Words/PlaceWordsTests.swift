import Foundation
import OCI
import Record
import Testing

@testable import Report

/// Where a blob is wrong, in words.
struct PlaceWordsTests {
    private static func zeros(_ bytes: Range<Int64>) -> DamageKind { .zeros(in: ByteRange(wrappedValue: bytes)) }

    @Test(
        arguments: [
            (
                Damage(bytes: 0..<4096, isExact: true, differing: 4080, kind: zeros(0..<4096)),
                "zeros in bytes 0-4095 (4080 of 4096 wrong)"
            ),
            (
                Damage(bytes: 0..<1_048_576, isExact: false, differing: nil, kind: zeros(9000..<13_096)),
                "wrong somewhere in bytes 0-1048575, where bytes 9000-13095 are zeros"
            ),
            (
                Damage(bytes: 0..<1_048_576, isExact: false, differing: nil, kind: zeros(0..<1_048_576)),
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
    func damages(_ damage: Damage, _ words: String) {
        #expect(PlaceWords.text(damage) == words)
    }

    @Test(
        arguments: [
            ([35], "slice 35"), ([8, 12], "slices 8 and 12"), ([8, 9], "slices 8 and 9"),
            ([3, 4, 5, 9], "slices 3, 4, 5 and 9"),
            (Array(3...9), "slices 3-9"), ([1, 3, 5, 7, 9, 11, 13], "slices 1, 3, 5, 7 and 3 more"),
            (Array(0..<500), "slices 0-499"),
        ] as [([Int64], String)])
    func numbersOfSlices(_ indexes: [Int64], _ words: String) throws {
        #expect(PlaceWords.text(try #require(SliceNumbers(indexes))) == words)
    }

    /// A faulty backend may have been right in another read, but it is not a good copy.
    @Test(arguments: [("one", "another read of one"), ("two", "two"), ("three", "three")])
    func referencesOfAComparison(_ backend: String, _ words: String) throws {
        func map(_ name: String, _ damages: [Damage]) -> BlobMap {
            BlobMap(
                backend: name, isDirect: false, stretches: [BlobMap.Stretch(bytes: 0..<4, state: .bad)],
                damages: damages)
        }
        let name = try ImageReference(parsing: "registry.test/app:v1")
        let damage = Damage(bytes: 1..<2, isExact: true, differing: 1, kind: .unlike)
        let investigation = Investigation(
            registry: name.registry, repository: name.repository,
            digest: try Digest(parsing: "sha256:" + String(repeating: "0", count: 64)), size: 4,
            reference: .copy(backend: backend), maps: [map("one", [damage]), map("two", [])])
        #expect(DiagnosisWords.places(of: investigation) == ["one: byte 1 differs"])
        #expect(DiagnosisWords.reference(of: investigation, now: .now) == "compared with \(words)")
    }
}
