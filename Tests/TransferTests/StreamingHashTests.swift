import OCI
import Testing

@testable import Transfer

private func hash(_ text: [UInt8], _ function: StreamingHash.Function, pieces: Int) -> String {
    var hash = StreamingHash(function)
    for start in stride(from: 0, to: text.count, by: pieces) {
        Array(text[start..<min(start + pieces, text.count)]).withUnsafeBytes { hash.update($0) }
    }
    return hash.value.hexadecimal
}

private let longMessage = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

@Suite struct StreamingHashTests {
    /// The example vectors of FIPS 180-4.
    @Test(arguments: [
        ("", StreamingHash.Function.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", .sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (longMessage, .sha256, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        (
            "", .sha512,
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        ),
        (
            "abc", .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func knownVectors(text: String, function: StreamingHash.Function, expected: String) {
        for pieces in [1, 3, 64, 1000] { #expect(hash(Array(text.utf8), function, pieces: pieces) == expected) }
        #expect(StreamingHash.hash(Array(text.utf8), with: function).hexadecimal == expected)
    }

    @Test(arguments: [StreamingHash.Function.sha256, .sha512]) func aMillionLettersInAnyPieces(
        function: StreamingHash.Function
    ) {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let whole = hash(text, function, pieces: text.count)
        if function == .sha256 {
            #expect(whole == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        }
        for pieces in [63, 65, 127, 4096, 99_991] { #expect(hash(text, function, pieces: pieces) == whole) }
    }

    @Test(arguments: [StreamingHash.Function.sha256, .sha512]) func copiesAreIndependent(
        function: StreamingHash.Function
    ) {
        var first = StreamingHash(function)
        Array("ab".utf8).withUnsafeBytes { first.update($0) }
        var second = first
        let between = first.value
        Array("c".utf8).withUnsafeBytes { first.update($0) }
        #expect(second.value == between)
        #expect(first.value == StreamingHash.hash(Array("abc".utf8), with: function))
        Array("X".utf8).withUnsafeBytes { second.update($0) }
        #expect(second.value == StreamingHash.hash(Array("abX".utf8), with: function))
        #expect(first.value == first.value)
    }

    @Test func noBytesChangeNothing() {
        var hash = StreamingHash(.sha256)
        hash.update(UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(hash.value == StreamingHash.hash([], with: .sha256))
    }
}
