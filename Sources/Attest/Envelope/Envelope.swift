internal import Foundation

/// A signed message in the JSON envelope of DSSE 1.0.
package struct Envelope: Hashable, Sendable {
    /// The payload type of in-toto statements.
    package static let statementType = "application/vnd.in-toto+json"

    package let payloadType: String
    package let payload: [UInt8]
    /// The signatures, any of which may be of the expected key.
    package let signatures: [[UInt8]]
    /// The envelope as it was read or is written: one line of JSON without the line break.
    package let line: String

    /// Signs a message; `nil` if it is empty, or if libcrypto fails.
    package init?(_ payload: [UInt8], type: String = statementType, by key: SigningKey) {
        guard !payload.isEmpty, let signature = key.signature(of: Self.encoding(of: payload, type: type)) else {
            return nil
        }
        self.payloadType = type
        self.payload = payload
        signatures = [signature]
        let wire = Wire(
            payload: StrictBase64.encoded(payload), payloadType: type,
            signatures: [Wire.Signature(keyid: "", sig: StrictBase64.encoded(signature))])
        guard let data = try? JSONForm.encoder.encode(wire) else { return nil }
        line = String(decoding: data, as: UTF8.self)
    }

    /// Reads an envelope.
    package init(reading text: [UInt8]) throws(EnvelopeFault) {
        if let fault = JSONForm.fault(in: text) { throw .json(fault) }
        let wire: Wire
        do {
            wire = try JSONDecoder().decode(Wire.self, from: Data(text))
        } catch {
            throw .form(JSONForm.words(error))
        }
        guard let payload = StrictBase64.decoded(wire.payload) else { throw .base64(field: "payload") }
        guard !wire.signatures.isEmpty else { throw .form("signatures is empty") }
        var signatures: [[UInt8]] = []
        for (index, one) in wire.signatures.enumerated() {
            guard let bytes = StrictBase64.decoded(one.sig), !bytes.isEmpty else {
                throw .base64(field: "signatures[\(index)].sig")
            }
            signatures.append(bytes)
        }
        payloadType = wire.payloadType
        self.payload = payload
        self.signatures = signatures
        line = String(decoding: text, as: UTF8.self)
    }

    /// Whether one of the signatures is valid for this key. The key ID is not compared: DSSE does not authenticate it.
    package func isSigned(by key: VerifyingKey) -> Bool {
        let message = Self.encoding(of: payload, type: payloadType)
        return signatures.contains { key.accepts($0, of: message) }
    }

    /// The bytes that are signed (DSSE, Pre-Authentication Encoding): the type is signed with the payload, and the lengths keep one
    /// from running into the other.
    package static func encoding(of payload: [UInt8], type: String) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    private struct Wire: Codable {
        struct Signature: Codable {
            /// Optional, and empty in what Blobgate writes: verifiers disagree about what names a key.
            var keyid: String?
            var sig: String
        }

        var payload: String
        var payloadType: String
        var signatures: [Signature]
    }
}

/// Why a text is not an envelope.
package enum EnvelopeFault: Error, Hashable, Sendable {
    /// It is not JSON, with the reason.
    case json(String)
    /// It is JSON of another form, with the reason.
    case form(String)
    /// This field is not base64.
    case base64(field: String)
}
