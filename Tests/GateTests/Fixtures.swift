import Foundation
import OCI
import Record
import Registry
import Report
import Support
import Testing
import Transfer

@testable import Gate

/// A fault of the scripted registry; one of a run is a `Record.Fault`.
typealias Fault = Support.Fault

let registryName = "registry.test"

func aBackend(_ name: String = "one", role: Backend.Role = .serving) throws -> Backend {
    Backend(
        registry: try #require(RegistryName(registryName)), name: name, address: .init(host: "127.0.0.1", port: 1),
        scheme: .http, role: role, source: .commandLine)
}

func repository(_ text: String = "app") throws -> RepositoryName { try #require(RepositoryName(text)) }

/// The digest of some text.
func digest(_ text: String, _ algorithm: Digest.Algorithm = .sha256) throws -> Digest {
    let function: StreamingHash.Function = algorithm == .sha512 ? .sha512 : .sha256
    return try #require(Digest(algorithm, hash: StreamingHash.hash(Array(text.utf8), with: function)))
}

func aClaim(
    _ text: String = "good", on backend: Backend? = nil, size: Int64? = 4, kind: Claim.Kind = .layer,
    repository name: String = "app", digest other: Digest? = nil
) throws -> Claim {
    try Claim(
        backend: backend ?? aBackend(), repository: repository(name), digest: other ?? digest(text), size: size,
        kind: kind, mediaType: nil)
}

func seen(
    _ outcome: Observation.Outcome, status: Int? = 200, headers: [String: String] = [:], bodyBytes: Int64 = 0
) -> Observation {
    Observation(
        outcome: outcome, url: "http://registry.test/x", status: status, headers: headers.mapValues { ServerText($0) },
        bodyBytes: bodyBytes, started: Date(timeIntervalSince1970: 0))
}

/// The observation of a complete body; `hashed` is the part up to the expected size.
func body(
    _ text: String, hashed: String? = nil, algorithm: Digest.Algorithm = .sha256, stopped: Bool = false,
    headers: [String: String] = [:]
) throws -> Observation {
    let facts = BodyFacts(
        received: Int64(text.utf8.count), digest: try digest(hashed ?? text, algorithm), declaredLength: nil,
        stoppedEarly: stopped, opening: ServerText(text, limit: 120))
    return seen(.body(facts), headers: headers, bodyBytes: Int64(text.utf8.count))
}

/// An attempt whose evidence has this text.
func attempt(_ code: FindingCode?, _ words: String = "words") -> JudgedObservation {
    JudgedObservation(
        seen(.failed(TransferFailure(kind: .other, message: "m"))), code: code,
        .failed(failure: BrokenTransfer(message: ServerText(words), curlCode: 0)))
}

extension Finding {
    /// The evidence as the report words it.
    var seen: String { EvidenceWords.long(evidence) }
}

extension Attempt {
    var seen: String { EvidenceWords.long(evidence) }
}

extension JudgedObservation {
    var seen: String { EvidenceWords.long(evidence) }
}

extension Judgement {
    var seen: String { EvidenceWords.long(evidence) }
}

/// Pseudorandom bytes.
func noise(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    // Tests want megabytes, and a closure for each byte would be most of their time.
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            buffer[filled] = UInt8(truncatingIfNeeded: state >> 33)
            filled += 1
        }
    }
}

/// A large layer with some pseudorandom bytes in every MiB, which takes less time than all of them.
func largeLayer(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    for start in stride(from: 0, to: count, by: 1 << 20) {
        let some = noise(UInt64(start + 1), min(4096, count - start))
        bytes.replaceSubrange(start..<start + some.count, with: some)
    }
    return bytes
}
