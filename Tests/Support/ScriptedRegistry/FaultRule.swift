package import OCI

/// The requests that a rule applies to.
package struct RequestPattern: Hashable, Sendable {
    /// How a path is compared, without the query unless a case says so.
    package enum Path: Hashable, Sendable {
        /// Every path.
        case any
        /// This path.
        case exactly(String)
        /// Paths with this text in them.
        case containing(String)
        /// Requests whose query has this text in it, as sent.
        case query(String)
    }

    /// What a header field of a request must be like.
    package enum Field: Hashable, Sendable {
        /// It has this text in it.
        case has(String, String)
        /// It does not have this text in it, or is missing.
        case lacks(String, String)
    }

    /// The method; `nil` for any.
    package var method: String?
    /// The path.
    package var path: Path
    /// Whether a part of the content is requested, with `Range`; `nil` for any request.
    package var isRanged: Bool?
    /// The condition on a header field; `nil` for any request.
    package var field: Field?

    /// Requests with this path and, where given, this method.
    package init(method: String? = nil, path: Path) {
        self.method = method
        self.path = path
    }

    /// Every request.
    package static let any = RequestPattern(path: .any)
    /// Requests for manifests, by tag or digest.
    package static let manifests = RequestPattern(path: .containing("/manifests/"))
    /// Requests for blobs.
    package static let blobs = RequestPattern(path: .containing("/blobs/"))
    /// Requests to the token endpoint.
    package static let token = RequestPattern(path: .exactly("/token"))
    /// `GET` of a blob, in any repository unless one is given.
    package static func blob(_ digest: Digest, of repository: String? = nil) -> RequestPattern {
        RequestPattern(
            method: "GET",
            path: repository.map { .exactly("/v2/\($0)/blobs/\(digest)") } ?? .containing("/blobs/\(digest)"))
    }
    /// `GET` of a manifest by tag or digest, in any repository unless one is given.
    package static func manifest(_ selector: ManifestSelector, of repository: String? = nil) -> RequestPattern {
        RequestPattern(
            method: "GET",
            path: repository.map { .exactly("/v2/\($0)/manifests/\(selector)") }
                ?? .containing("/manifests/\(selector)"))
    }

    /// The same requests, but only those that ask for a range, or only those that do not.
    package func ranged(_ isRanged: Bool) -> RequestPattern {
        var pattern = self
        pattern.isRanged = isRanged
        return pattern
    }

    /// The same requests, but only those with this text in a header field.
    package func having(_ name: String, _ text: String) -> RequestPattern {
        var pattern = self
        pattern.field = .has(name, text)
        return pattern
    }

    /// The same requests, but only those without this text in a header field.
    package func lacking(_ name: String, _ text: String) -> RequestPattern {
        var pattern = self
        pattern.field = .lacks(name, text)
        return pattern
    }

    func matches(_ request: RecordedRequest) -> Bool {
        let (path, isRanged) = (request.path, request.header("Range") != nil)
        guard method == nil || method == request.method, self.isRanged == nil || self.isRanged == isRanged else {
            return false
        }
        switch field {
        case .has(let name, let text)?: guard request.header(name)?.contains(text) == true else { return false }
        case .lacks(let name, let text)?: guard request.header(name)?.contains(text) != true else { return false }
        case nil: break
        }
        return switch self.path {
        case .any: true
        case .exactly(let text): path == text
        case .containing(let text): path.contains(text)
        case .query(let text): request.target.dropFirst(path.count).contains(text)
        }
    }
}

/// Which of the matching requests are answered with faults.
package enum Turns: Hashable, Sendable {
    /// All of them.
    case always
    /// Only this one, counted from 1.
    case only(Int)
    /// The first ones, up to this count.
    case first(Int)
    /// This one and all that follow.
    case from(Int)
    /// Every other one, starting with the first.
    case odd
    /// Every other one, starting with the second.
    case even

    func include(_ turn: Int) -> Bool {
        switch self {
        case .always: true
        case .only(let number): turn == number
        case .first(let count): turn <= count
        case .from(let number): turn >= number
        case .odd: turn % 2 == 1
        case .even: turn % 2 == 0
        }
    }
}

/// One rule of a script: the requests, which of them, and the faults. The first rule that applies to a request decides;
/// every rule counts the requests that match its pattern.
package struct FaultRule: Hashable, Sendable {
    /// The requests.
    package var pattern: RequestPattern
    /// Which of them.
    package var turns: Turns
    /// The faults.
    package var faults: [Fault]
    /// Whether requests that would get a challenge count and fail too.
    package var beforeAuthorization: Bool

    /// A rule.
    package init(
        _ pattern: RequestPattern, turns: Turns = .always, _ faults: [Fault], beforeAuthorization: Bool = false
    ) {
        self.pattern = pattern
        self.turns = turns
        self.faults = faults
        self.beforeAuthorization = beforeAuthorization
    }
}

/// A running script: the rules, and how many requests matched each.
struct FaultScript {
    private var rules: [(rule: FaultRule, turns: Int)] = []

    mutating func append(_ rule: FaultRule) { rules.append((rule, 0)) }

    mutating func removeAll() { rules = [] }

    mutating func faults(of request: RecordedRequest, authorized: Bool) -> [Fault] {
        var chosen: [Fault]?
        for index in rules.indices where rules[index].rule.pattern.matches(request) {
            guard authorized || rules[index].rule.beforeAuthorization else { continue }
            rules[index].turns += 1
            if chosen == nil, rules[index].rule.turns.include(rules[index].turns) { chosen = rules[index].rule.faults }
        }
        return chosen ?? []
    }
}
