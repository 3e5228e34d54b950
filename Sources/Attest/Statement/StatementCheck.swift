package import Foundation
package import OCI

/// What a statement has to be to count.
package struct StatementCheck: Sendable {
    /// How far the clocks of signer and verifier may differ, in seconds.
    package static let clockDifference: TimeInterval = 300

    package let key: VerifyingKey
    package let now: Date
    /// The greatest age of the oldest proof, in seconds.
    package let maxAge: TimeInterval
    /// The platform that nodes pull; `nil` for all of an index.
    package var platform: Platform?
    /// Whether a statement about an overridden image counts.
    package var allowsOverridden = false

    package init(key: VerifyingKey, now: Date, maxAge: TimeInterval) {
        self.key = key
        self.now = now
        self.maxAge = maxAge
    }

    /// The statement of an envelope, if it counts.
    ///
    /// Nothing of the payload is read before its signature was found valid.
    ///
    /// - Parameter image: The image that it must be about, by name and digest; `nil` for any.
    package func statement(
        in envelope: Envelope, about image: ImageReference? = nil
    ) throws(StatementFault) -> Statement {
        let statement = try signed(in: envelope)
        try judge(statement, about: image)
        return statement
    }

    /// The statement of an envelope, if it is signed by the key and of Blobgate.
    func signed(in envelope: Envelope) throws(StatementFault) -> Statement {
        guard envelope.isSigned(by: key) else { throw .signature }
        guard envelope.payloadType == Envelope.statementType else { throw .payloadType(envelope.payloadType) }
        return try Self.read(envelope.payload)
    }

    /// Whether a signed statement counts.
    func judge(_ statement: Statement, about image: ImageReference?) throws(StatementFault) {
        if let image, !statement.isAbout(image) { throw .subject(found: statement.subject.map(\.text)) }
        try checkProperties(of: statement)
        try checkAge(of: statement)
    }

    private static func read(_ payload: [UInt8]) throws(StatementFault) -> Statement {
        if let fault = JSONForm.fault(in: payload) { throw .json(fault) }
        let heading: Heading
        let statement: Statement
        do {
            heading = try JSONDecoder().decode(Heading.self, from: Data(payload))
        } catch {
            throw .json(JSONForm.words(error))
        }
        guard heading.type == Statement.type else { throw .statementType(heading.type) }
        guard heading.predicateType == Statement.predicateType else { throw .predicateType(heading.predicateType) }
        do {
            statement = try JSONDecoder().decode(Statement.self, from: Data(payload))
        } catch {
            throw .json(JSONForm.words(error))
        }
        let verifier = statement.predicate.verifier.id
        guard verifier == Statement.verifier else { throw .verifier(verifier) }
        return statement
    }

    private func checkProperties(of statement: Statement) throws(StatementFault) {
        let properties = statement.properties
        if properties.contains(.overridden) {
            guard allowsOverridden else { throw .overridden(statement.predicate.blobgate?.overrides ?? []) }
            return
        }
        if properties.contains(.everyByte) { return }
        if let platform, properties.contains(.everyByteFor(platform)) { return }
        throw .notProven(properties: statement.predicate.properties, platform: platform)
    }

    private func checkAge(of statement: Statement) throws(StatementFault) {
        let created = statement.predicate.timeCreated.date
        guard created.timeIntervalSince(now) <= Self.clockDifference else { throw .future(created) }
        let age = now.timeIntervalSince(statement.oldestProof)
        guard age <= maxAge else { throw .stale(age: age, limit: maxAge) }
    }

    private struct Heading: Decodable {
        let type: String
        let predicateType: String

        private enum CodingKeys: String, CodingKey {
            case type = "_type"
            case predicateType
        }
    }
}

/// Why a statement does not count.
package enum StatementFault: Error, Hashable, Sendable {
    /// No signature is of this key, or the content was altered.
    case signature
    /// Another kind of content.
    case payloadType(String)
    /// The signed content is not a statement, with the reason.
    case json(String)
    case statementType(String)
    /// A statement of another kind, such as an SBOM.
    case predicateType(String)
    /// A simple verification result of another verifier, or of other rules.
    case verifier(String)
    /// It is about other images.
    case subject(found: [String])
    /// It states that faults were waived.
    case overridden([AttestedRun.Waiver])
    /// It does not assert that every byte was verified, or only for other platforms.
    case notProven(properties: [String], platform: Platform?)
    /// The oldest proof is older than the limit, in seconds.
    case stale(age: TimeInterval, limit: TimeInterval)
    /// It claims to be from the future.
    case future(Date)

    /// Whether it is a statement of something else, which a file may have beside those of Blobgate.
    package var isOther: Bool {
        switch self {
        case .payloadType, .statementType, .predicateType, .verifier: true
        default: false
        }
    }
}
