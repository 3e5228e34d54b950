internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// A complete manifest that a backend returned for a name.
struct NamedManifest {
    /// The digest of its bytes.
    let digest: Digest
    let bytes: [UInt8]
    let parsed: ParsedManifest
}

/// How one kind of node, or all of them together, read the replies for a tag.
enum TagReading: Hashable {
    /// The tag leads to this manifest.
    case names(Digest)
    /// They refuse the tag.
    case refused(SeenFault, isOfHead: Bool)
}

extension NodeRules {
    /// How it reads the replies for a tag.
    ///
    /// - Parameters:
    ///   - head: The reply to HEAD; `nil` if no kind sends one.
    ///   - get: The reply to GET.
    ///   - document: What that reply contains.
    func reading(head: Observation?, get: Observation, document: NamedManifest) -> TagReading {
        switch (tags, head) {
        case (.head, let head?): readingOfHead(head, get, document)
        case (.headElseGet, let head?): readingOfHeadElseGet(head, get, document)
        case (.get, _), (_, nil): readingOfGet(get, document)
        }
    }

    /// The manifest that a tag leads to without a GET of the tag; `nil` if it sends one.
    func namedWithoutGet(by head: Observation) -> Digest? {
        guard tags != .get, case .head(_?) = head.outcome, let field = head.headers["docker-content-digest"] else {
            return nil
        }
        return try? Digest(parsing: field.description)
    }

    /// Whether it sends GET for a name after this reply to HEAD, and takes what it says.
    func readsName(after head: Observation, needsDigest: Bool) -> Bool {
        guard case .head(let length) = head.outcome else { return tags == .headElseGet || head.status == 405 }
        let hasDigest = head.headers["docker-content-digest"] != nil
        return tags == .headElseGet ? !hasDigest : length == nil || needsDigest && !hasDigest
    }

    private func readingOfHead(_ head: Observation, _ get: Observation, _ document: NamedManifest) -> TagReading {
        if let fault = TagHeaders.faultOfHead(head, digest: document.digest, body: document.bytes, rules: self) {
            return .refused(fault, isOfHead: true)
        }
        let fault = TagHeaders.faultOfType(
            head: head, get: get.headers["content-type"], of: document.parsed, needsDigest: true, rules: self)
        return fault.map { .refused($0, isOfHead: true) } ?? .names(document.digest)
    }

    /// A successful HEAD needs a type and a length, but only the digest counts.
    private func readingOfHeadElseGet(
        _ head: Observation, _ get: Observation, _ document: NamedManifest
    ) -> TagReading {
        guard !readsName(after: head, needsDigest: true), case .head(let length) = head.outcome else {
            return named(by: get, document, isOfHead: false)
        }
        let type = head.headers["content-type"]
        guard let type, !type.description.isEmpty else {
            let evidence = Evidence.nameType(
                request: .head, contentType: nil, found: document.parsed.mediaType, node: node)
            return .refused(SeenFault(.contentMediaType, evidence), isOfHead: true)
        }
        guard length != nil else {
            return .refused(SeenFault(.contentHeader, .headWithoutLength(node: node)), isOfHead: true)
        }
        return named(by: head, document, isOfHead: true)
    }

    /// It requests the digest in the reply, whatever bytes are next to it.
    private func named(by reply: Observation, _ document: NamedManifest, isOfHead: Bool) -> TagReading {
        guard let field = reply.headers["docker-content-digest"] else { return readingOfGet(reply, document) }
        guard let digest = try? Digest(parsing: field.description) else {
            let evidence = Evidence.digestHeader(
                request: isOfHead ? .head : .get, named: field, problem: .notADigest)
            return .refused(SeenFault(.contentHeader, evidence), isOfHead: isOfHead)
        }
        return .names(TagHeaders.digest(of: document.bytes, digest.algorithm) == digest ? document.digest : digest)
    }

    private func readingOfGet(_ get: Observation, _ document: NamedManifest) -> TagReading {
        let type = get.headers["content-type"]
        guard refuses(contentType: type?.description, of: document.parsed) else { return .names(document.digest) }
        let evidence = Evidence.nameType(
            request: .get, contentType: type, found: document.parsed.mediaType, node: node)
        return .refused(SeenFault(.contentMediaType, evidence), isOfHead: false)
    }
}

extension NodeSet {
    /// How all kinds read the replies for a tag: the first refusal, or the manifest that all of them reach.
    func reading(head: Observation?, get: Observation, document: NamedManifest) -> TagReading {
        let readings = all.map { $0.reading(head: head, get: get, document: document) }
        let refused = readings.first { if case .refused = $0 { true } else { false } }
        guard refused == nil, Set(readings).count > 1 else { return refused ?? readings[0] }
        // One kind believes a header where another one believes the bytes.
        let named = head?.headers["docker-content-digest"] ?? get.headers["docker-content-digest"] ?? ServerText("")
        let evidence = Evidence.digestHeader(
            request: head == nil ? .get : .head, named: named, problem: .otherBytes(digest: document.digest))
        return .refused(SeenFault(.contentHeader, evidence), isOfHead: head != nil)
    }

    /// The manifest that a tag leads to without a GET of the tag; `nil` if a kind sends one.
    func namedWithoutGet(by head: Observation) -> Digest? {
        let named = all.map { $0.namedWithoutGet(by: head) }
        return Set(named).count == 1 ? named[0] : nil
    }
}
