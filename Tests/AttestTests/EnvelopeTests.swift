import Foundation
import Testing

@testable import Attest

/// The envelope of DSSE.
@Suite struct EnvelopeTests {
    private static let payload = Array(#"{"a":1}"#.utf8)

    /// The example of the specification, and lengths in bytes rather than characters.
    @Test(arguments: [
        ("http://example.com/HelloWorld", "hello world", "DSSEv1 29 http://example.com/HelloWorld 11 hello world"),
        ("\u{e9}", "\u{e9}\u{e9}", "DSSEv1 2 \u{e9} 4 \u{e9}\u{e9}"), ("", "", "DSSEv1 0  0 "),
    ])
    func encoding(type: String, body: String, expected: String) {
        #expect(Envelope.encoding(of: Array(body.utf8), type: type) == Array(expected.utf8))
    }

    /// The signature of the specification's example.
    @Test func theExampleOfTheSpecificationHolds() throws {
        let x = Self.number("46950820868899156662930047687818585632848591499744589407958293238635476079160")
        let y = Self.number("5640078356564379163099075877009565129882514886557779369047442380624545832820")
        let head = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
        let der = try #require(Data(base64Encoded: head)) + x + y
        let pem = "-----BEGIN PUBLIC KEY-----\n\(der.base64EncodedString())\n-----END PUBLIC KEY-----\n"
        let raw = try #require(
            Data(
                base64Encoded:
                    "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="))
        // The example has the two numbers of the signature side by side; other implementations write DER.
        let numbers = [raw.prefix(32), raw.suffix(32)].map { Self.integer(Array($0)) }
        let body = numbers.flatMap(\.self)
        let signature = Data([0x30, UInt8(body.count)] + body).base64EncodedString()
        let text = """
            {"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", \
            "signatures": [{"sig": "\(signature)"}]}
            """
        let envelope = try Envelope(reading: Array(text.utf8))
        #expect(envelope.isSigned(by: try TestKeys.verifying(pem)))
        #expect(!envelope.isSigned(by: try TestKeys.verifying(TestKeys.p256Public)))
    }

    /// A decimal number as 32 bytes.
    private static func number(_ decimal: String) -> Data {
        var bytes = [UInt8](repeating: 0, count: 32)
        for digit in decimal.utf8 {
            var carry = Int(digit - UInt8(ascii: "0"))
            for index in bytes.indices.reversed() {
                let value = Int(bytes[index]) * 10 + carry
                bytes[index] = UInt8(value & 0xff)
                carry = value >> 8
            }
        }
        return Data(bytes)
    }

    /// A positive INTEGER of DER.
    private static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        let value = (digits.first ?? 0) > 0x7f ? [0] + digits : digits
        return [0x02, UInt8(value.count)] + value
    }

    @Test(arguments: [
        (TestKeys.ed25519, TestKeys.ed25519Public), (TestKeys.p256, TestKeys.p256Public),
    ])
    func whatIsWrittenIsReadAgain(key: String, publicKey: String) throws {
        let envelope = try #require(Envelope(Self.payload, by: try TestKeys.signing(key)))
        #expect(!envelope.line.contains("\n"))
        let read = try Envelope(reading: Array(envelope.line.utf8))
        #expect(read == envelope)
        #expect(read.payload == Self.payload && read.payloadType == "application/vnd.in-toto+json")
        #expect(read.isSigned(by: try TestKeys.verifying(publicKey)))
        #expect(!read.isSigned(by: try TestKeys.verifying(TestKeys.otherEd25519Public)))
    }

    @Test func contentAndTypeAreSigned() throws {
        let envelope = try #require(Envelope(Self.payload, by: try TestKeys.signing()))
        let key = try TestKeys.verifying()
        let other = StrictBase64.encoded(Array(#"{"a":2}"#.utf8))
        for (old, new) in [
            (StrictBase64.encoded(Self.payload), other), ("vnd.in-toto+json", "vnd.in-toto.x+json"),
        ] {
            let text = envelope.line.replacingOccurrences(of: old, with: new)
            #expect(text != envelope.line)
            #expect(!(try Envelope(reading: Array(text.utf8))).isSigned(by: key))
        }
    }

    @Test func bothAlphabetsAreRead() throws {
        let bytes: [UInt8] = [0xfb, 0xff, 0xfe]
        #expect(StrictBase64.decoded("+//+") == bytes)
        #expect(StrictBase64.decoded("-__-") == bytes)
    }

    @Test(arguments: [
        "+_/+", "aGVsbG8", "aGVsbG9=", "aGVs bG8=", "aGVsbG8=\n", "aGVsbG8==", "=", "\u{e9}", "aGVsbG8=aGVs",
    ])
    func otherBase64IsRejected(text: String) { #expect(StrictBase64.decoded(text) == nil) }

    @Test(arguments: [
        ("", EnvelopeFault.json("line 1, byte 1: unexpected end, expected a value")),
        ("{", .json("line 1, byte 2: unexpected end, expected a name in quotes")),
        (#"{"payload":"","payload":""}"#, .json("payload occurs twice")),
        ("[]", .form("the text has the wrong type")),
        (#"{"payloadType":"x","signatures":[]}"#, .form("payload is missing")),
        (#"{"payload":"","payloadType":"x","signatures":[]}"#, .form("signatures is empty")),
        (#"{"payload":"","payloadType":"x","signatures":[{}]}"#, .form("signatures[0].sig is missing")),
        (#"{"payload":"a","payloadType":"x","signatures":[{"sig":"AA=="}]}"#, .base64(field: "payload")),
        (#"{"payload":"","payloadType":"x","signatures":[{"sig":"A"}]}"#, .base64(field: "signatures[0].sig")),
        (#"{"payload":"","payloadType":"x","signatures":[{"sig":""}]}"#, .base64(field: "signatures[0].sig")),
    ])
    func otherTextIsRejected(text: String, fault: EnvelopeFault) {
        #expect(throws: fault) { try Envelope(reading: Array(text.utf8)) }
    }

    @Test func aFileHasOneEnvelopePerLineOrAFormattedOne() throws {
        let line = try #require(Envelope(Self.payload, by: try TestKeys.signing())).line
        let several = try EnvelopeFile(Array("\n\(line)\r\n\n\(line)".utf8))
        #expect(several.entries.map(\.line) == [2, 4])
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        let formatted = try JSONSerialization.data(withJSONObject: object, options: .prettyPrinted)
        #expect(formatted.contains(UInt8(ascii: "\n")))
        #expect(try EnvelopeFile([UInt8](formatted)).entries.map(\.line) == [1])
        #expect(throws: EnvelopeFile.Fault(line: nil, reason: nil)) { try EnvelopeFile(Array(" \n\n".utf8)) }
        #expect(throws: EnvelopeFile.Fault(line: 2, reason: .form("payload is missing"))) {
            try EnvelopeFile(Array("\(line)\n{}\n".utf8))
        }
    }
}
