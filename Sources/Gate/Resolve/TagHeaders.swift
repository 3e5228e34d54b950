internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Checks the header fields of replies for a tag.
///
/// containerd resolves a tag with HEAD, trusts the digest and length in the header fields, and then requests that digest. A
/// wrong field leads nodes to unproven bytes or to none. So a mismatch refuses for a tag, while for a request by digest it is
/// only reported (distribution-spec, Pulling manifests).
enum TagHeaders {
    /// The problem with the header fields of these bytes; `nil` if they match or are missing.
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

    /// The problem with the reply to HEAD, given the bytes that GET returned; `nil` if they match, or if nodes send GET after
    /// this reply.
    static func faultOfHead(
        _ observation: Observation, digest: Digest, body: [UInt8], rules: NodeRules
    ) -> SeenFault? {
        guard case .head(let declared) = observation.outcome else {
            guard !rules.readsName(after: observation, needsDigest: true) else { return nil }
            let fault = refusal(of: observation)
            return SeenFault(fault.code, .headOfTag(digest: digest, evidence: fault.evidence))
        }
        guard let field = observation.headers["docker-content-digest"] else { return nil }
        // The body has been hashed to this digest already. Only another one needs a closer look.
        if field.description != digest.description, let fault = fault(of: observation, body: body, asked: .head) {
            return fault
        }
        guard let declared, declared != Int64(body.count) else { return nil }
        return SeenFault(.contentHeader, .headOfTagSize(declared: declared, size: Int64(body.count)))
    }

    /// The problem with the reply to HEAD of a manifest by digest, which nodes send to learn its type and size. They ignore the
    /// digest in it.
    static func faultOfHead(_ observation: Observation, ofManifest body: [UInt8], rules: NodeRules) -> SeenFault? {
        guard case .head(let declared) = observation.outcome else {
            guard !rules.readsName(after: observation, needsDigest: false) else { return nil }
            let fault = refusal(of: observation)
            return SeenFault(fault.code, .headOfManifest(evidence: fault.evidence))
        }
        guard let declared, declared != Int64(body.count) else { return nil }
        return SeenFault(.contentHeader, .headOfManifestSize(declared: declared, size: Int64(body.count)))
    }

    /// The problem with the `Content-Type` that nodes believe: that of HEAD, or that of GET if they send one after HEAD.
    static func faultOfType(
        head: Observation, get: ServerText?, of document: ParsedManifest, needsDigest: Bool, rules: NodeRules
    ) -> SeenFault? {
        let reads = rules.readsName(after: head, needsDigest: needsDigest)
        let type = reads ? get : head.headers["content-type"]
        guard rules.refuses(contentType: type?.description, of: document) else { return nil }
        return SeenFault(
            .contentMediaType,
            .nameType(request: reads ? .get : .head, contentType: type, found: document.mediaType, node: rules.node))
    }

    /// GET was answered with the same credentials, so others would not help.
    private static func refusal(of head: Observation) -> SeenFault {
        let fault = AccessFaults.classify(head, kind: .manifest)
        return SeenFault(fault.code == .accessCredentials ? .accessStatus : fault.code, fault.evidence)
    }

    static func digest(of body: [UInt8], _ algorithm: Digest.Algorithm) -> Digest? {
        switch algorithm {
        case .sha256: Digest(.sha256, hash: StreamingHash.hash(body, with: .sha256))
        case .sha512: Digest(.sha512, hash: StreamingHash.hash(body, with: .sha512))
        case .other: nil
        }
    }
}
