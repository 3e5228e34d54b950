package import Attest
internal import Foundation
internal import OCI

extension StatementFault {
    /// Why a statement does not count, without a full stop.
    package var words: String {
        switch self {
        case .signature: "no signature is of this key, or the content was altered after it was signed"
        case .payloadType(let type): "its content is of the type \(Self.quoted(type))"
        case .json(let reason): "its signed content is not a statement: \(Page.ascii(reason))"
        case .statementType(let type): "it is a statement of the type \(Self.quoted(type))"
        case .predicateType(let type): "it is a statement with a predicate of the type \(Self.quoted(type))"
        case .verifier(let id): "it is of the verifier \(Self.quoted(id)), not of \(Statement.verifier)"
        case .subject(let found): "it is about \(Page.ascii("\(Names(found))"))"
        case .overridden(let waivers):
            "faults were waived\(waivers.isEmpty ? "" : " by \(Self.list(waivers))"); --allow-overridden accepts that"
        case .notProven(_, let platform?):
            "it does not assert that every byte for \(platform) was verified"
        case .notProven(let properties, nil):
            properties.contains { AttestedProperty(rawValue: $0)?.isOfPlatform == true }
                ? "it asserts that every byte was verified for some platforms only; name yours with --platform"
                : "it does not assert that every byte was verified"
        case .stale(let age, let limit):
            "its oldest proof was made \(Units.age(age)); at most \(Units.duration(limit)) is allowed (--max-age)"
        case .future(let date): "it claims to be made in the future, at \(Units.time(date)): compare the clocks"
        }
    }

    private static func quoted(_ text: String) -> String { "\"\(text.escapedASCII(limit: 100))\"" }

    private static func list(_ waivers: [AttestedRun.Waiver]) -> String {
        "\(Names(waivers.map { "override \($0.number) of \($0.who.escapedASCII(limit: 100))" }))"
    }
}

extension AttestedProperty {
    fileprivate var isOfPlatform: Bool { if case .everyByteFor = self { true } else { false } }
}

extension EnvelopeFault {
    /// Why a text is not an envelope, without a full stop.
    package var words: String {
        switch self {
        case .json(let reason): "not JSON: \(Page.ascii(reason))"
        case .form(let reason): "not a DSSE envelope: \(Page.ascii(reason))"
        case .base64(let field): "\(field) is not base64"
        }
    }
}

extension EnvelopeFile.Fault {
    /// What is wrong with a file of envelopes, to follow its name.
    package var words: String {
        guard let line, let reason else { return ": it is empty; expected DSSE envelopes, one per line" }
        return ":\(line): \(reason.words)"
    }
}
