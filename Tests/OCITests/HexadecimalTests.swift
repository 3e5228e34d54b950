import OCI
import Testing

@Suite struct HexadecimalTests {
    @Test func everyByteIsTwoDigits() throws {
        #expect([UInt8]().hexadecimal == "")
        #expect([0x00, 0x0A, 0xF0, 0xFF].hexadecimal == "000af0ff")
        for byte in UInt8.min...UInt8.max {
            let text = CollectionOfOne(byte).hexadecimal
            #expect(text.utf8.count == 2 && UInt8(text, radix: 16) == byte && text == text.lowercased())
        }
    }
}
