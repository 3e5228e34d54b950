internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// What the header fields of a tag's replies say of it.
///
/// containerd resolves a tag by HEAD, takes digest and length from the reply's fields as they stand, and asks for that
/// digest next: a field that lies leads nodes to other bytes than those that were proven, or to none. So for a tag it
/// refuses, where beside a digest that was asked for it is only reported (distribution-spec, Pulling manifests).
enum TagHeaders {
    /// What is wrong with the fields that came with these bytes; `nil` when they agree, or say nothing.
    static func fault(of observation: Observation, body: [UInt8], asked request: TagRequest) -> SeenFault? {
        guard let field = observation.headers["docker-content-digest"] else { return nil }
        func fault(_ code: FindingCode, _ problem: DigestHeaderProblem) -> SeenFault {
            SeenFault(code, .digestHeader(request: request, named: field, problem: problem))
        }
        guard let named = try? Digest(parsing: field.description) else { return fault(.contentHeader, .notADigest) }
        guard let real = digest(of: body, named.algorithm) else {
            return fault(.accessAlgorithm, .unknownAlgorithm(name: named.algorithm.name))
        }
        return named == real ? nil : fault(.contentHeader, .otherBytes(digest: real))
    }

    /// What is wrong with the answer to HEAD, where GET was answered with these bytes; `nil` when they agree.
    ///
    /// Without the digest a node asks by GET, as it does of older registries.
    static func faultOfHead(_ observation: Observation, digest: Digest, body: [UInt8]) -> SeenFault? {
        guard case .head(let declared) = observation.outcome else {
            let fault = AccessFaults.classify(observation, kind: .manifest)
            return SeenFault(fault.code, .headOfTag(digest: digest, evidence: fault.evidence))
        }
        guard observation.headers["docker-content-digest"] != nil else { return nil }
        if let fault = fault(of: observation, body: body, asked: .head) { return fault }
        guard let declared, declared != Int64(body.count) else { return nil }
        return SeenFault(.contentHeader, .headOfTagSize(declared: declared, size: Int64(body.count)))
    }

    private static func digest(of body: [UInt8], _ algorithm: Digest.Algorithm) -> Digest? {
        switch algorithm {
        case .sha256: Digest(.sha256, hash: StreamingHash.hash(body, with: .sha256))
        case .sha512: Digest(.sha512, hash: StreamingHash.hash(body, with: .sha512))
        case .other: nil
        }
    }
}
