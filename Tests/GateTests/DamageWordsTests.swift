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
        ])
    func words(_ damage: Damage, _ words: String) {
        #expect(DamageWords.words(of: damage) == words)
    }
}
