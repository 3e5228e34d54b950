package import Foundation
package import OCI

/// What Blobgate attests about one image: an in-toto statement (version 1) with a simple verification result (SVR 0.1).
///
/// A verification summary of SLSA would not fit: its levels speak of how an image was built, and Blobgate knows only what
/// registries deliver.
package struct Statement: Codable, Hashable, Sendable {
    package static let type = "https://in-toto.io/Statement/v1"
    package static let predicateType = "https://in-toto.io/attestation/svr/v0.1"
    /// The identity of the rules by which an image is verified. Another number means other rules.
    package static let verifier = "https://blobgate.invalid/verifier/v1"

    /// An image under one name.
    package struct Subject: Codable, Hashable, Sendable {
        /// Registry and repository. A proof under another name is another proof.
        package var name: String?
        /// The hash in hexadecimal by algorithm.
        package var digest: [String: String]
    }

    package struct Verifier: Codable, Hashable, Sendable {
        package var id: String
    }

    package struct Predicate: Codable, Hashable, Sendable {
        package var verifier: Verifier
        /// When the run ended.
        package var timeCreated: StatementTime
        /// What was verified; see ``AttestedProperty``.
        package var properties: [String]
        /// Blobgate's own field. Nothing in it changes the meaning of the others.
        package var blobgate: AttestedRun?
    }

    package var type = Self.type
    package var subject: [Subject]
    package var predicateType = Self.predicateType
    package var predicate: Predicate

    private enum CodingKeys: String, CodingKey {
        case type = "_type"
        case subject
        case predicateType
        case predicate
    }

    /// The statement as the payload of an envelope.
    package var payload: [UInt8] { (try? JSONForm.encoder.encode(self)).map { [UInt8]($0) } ?? [] }

    /// The known properties.
    package var properties: [AttestedProperty] { predicate.properties.compactMap { AttestedProperty(rawValue: $0) } }

    /// When the oldest of the proofs was made, or when the run ended if that is not stated.
    package var oldestProof: Date { predicate.blobgate?.oldestProof.date ?? predicate.timeCreated.date }

    /// Whether it is about this image: the name and the digest are the same.
    package func isAbout(_ image: ImageReference) -> Bool {
        guard let digest = image.digest else { return false }
        return subject.contains { one in
            one.name == "\(image.registry)/\(image.repository)" && one.digest[digest.algorithm.name] == digest.encoded
        }
    }
}

extension Statement.Subject {
    /// The name with the digest: `registry.example/app@sha256:...`.
    package var text: String {
        let digests = digest.sorted { $0.key < $1.key }.map { "@\($0.key):\($0.value)" }.joined()
        return (name ?? "") + digests
    }
}
