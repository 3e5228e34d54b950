internal import Record

/// The format of `--output json`, as JSON Schema (draft 2020-12) and as documentation, from one table.
package enum ReportSchema {
    /// The schema of a report: `docs/report.schema.json`.
    package static func json() -> String {
        document(
            "document", id: "report.schema.json", title: "Blobgate report, version \(Run.schemaVersion)", objects)
    }

    /// The schema of the document for a run that ended before it reached a verdict: `docs/ended-early.schema.json`.
    package static func endedEarlyJSON() -> String {
        document(
            "endedEarly", id: "ended-early.schema.json",
            title: "A run of Blobgate that ended early, version \(Run.schemaVersion)",
            early + objects.filter { $0.name == "source" })
    }

    /// The objects of a report, the document first.
    static let objects =
        SchemaTable(runTable).objects + SchemaTable(evidenceTable).objects + SchemaTable(faultTable).objects
        + SchemaTable(diagnosisTable).objects
    /// The objects for a run that ended early, the document first.
    static let early = SchemaTable(earlyTable).objects

    /// One definition per line, so that diffs are readable.
    private static func document(_ root: String, id: String, title: String, _ objects: [SchemaObject]) -> String {
        let named = Set(objects.flatMap(\.rows).flatMap(\.type.names))
        let words = SchemaWords.all.filter { named.contains($0.name) }.map { ($0.name, $0.schema) }
        let definitions = objects.filter { $0.name != root }.map { ($0.name, $0.schema) } + words
        var head: [String: SchemaNode] = objects.first { $0.name == root }?.schema ?? [:]
        head["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        head["$id"] = .string("https://blobgate.invalid/\(id)")
        head["title"] = .string(title)
        return
            "{\n\(lines(head.map { ($0, $1) })),\n\"$defs\": {\n\(lines(definitions.map { ($0, .object($1)) }))\n}\n}\n"
    }

    private static func lines(_ values: [(String, SchemaNode)]) -> String {
        values.sorted { $0.0 < $1.0 }.map { "\"\($0.0)\": \(JSONText.compact($0.1))" }.joined(separator: ",\n")
    }
}

/// Values with the same meaning everywhere.
struct SchemaWords: Sendable {
    let name: String
    let meaning: String
    fileprivate let schema: [String: SchemaNode]
    /// All values, where there are few; from the types.
    let values: [String]
    /// One of them, as JSON.
    let example: SchemaNode

    private init<Value: CaseIterable & RawRepresentable<String>>(_ name: String, _ type: Value.Type, _ meaning: String)
    {
        self.name = name
        self.meaning = meaning
        values = type.allCases.map(\.rawValue)
        example = .string(values.first ?? "")
        schema = [
            "type": "string", "enum": .list(values.map { .string($0) }), "description": .string(meaning),
        ]
    }

    /// - Parameter pattern: A regular expression of all values.
    private init(_ name: String, _ meaning: String, example: String, pattern: String? = nil) {
        (self.name, self.meaning, values) = (name, meaning, [])
        self.example = .string(example)
        var schema: [String: SchemaNode] = ["type": "string", "description": .string(meaning)]
        if let pattern { schema["pattern"] = .string(pattern) }
        self.schema = schema
    }

    private init(_ name: String, _ type: ExitCode.Type, _ meaning: String) {
        self.name = name
        self.meaning = meaning
        let codes = type.allCases.map { Int($0.rawValue) }
        values = codes.map(String.init)
        example = .integer(codes.first ?? 0)
        schema = ["type": "integer", "enum": .list(codes.map { .integer($0) }), "description": .string(meaning)]
    }

    static let all = [
        SchemaWords(
            "code", FindingCode.self, "A code of the [table of findings](findings.md). Its first word is its family."),
        SchemaWords("weight", Finding.Weight.self, "The effect of a fault on the verdict."),
        SchemaWords(
            "verdict", Verdict.self,
            "Refused beats undecided beats overridden beats unproven beats verified. `unproven`: no fault was seen, at a "
                + "depth that proves no blob. `overridden`: an override waives a fault."),
        SchemaWords("exitCode", ExitCode.self, "The [exit code](reference.md) of a process."),
        SchemaWords(
            "digest", "`algorithm:encoded` (image-spec, Digests).",
            example: "sha256:" + String(repeating: "0", count: 64),
            pattern: "^[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$"),
        SchemaWords(
            "imageReference", "An image with every default written out: `registry/repository:tag@digest`.",
            example: "registry.example/app:1"),
        SchemaWords("mediaType", "A media type.", example: "application/vnd.oci.image.index.v1+json"),
        SchemaWords(
            "flappingPolicy", "`refuse`, or `reads:N`, which waives \"bad, then good\" after N good reads in a row.",
            example: "reads:3"),
        SchemaWords("spotBudget", "`N%`, or a size.", example: "5%"),
        SchemaWords(
            "command", Run.Command.self,
            "The subcommand. `watch` is one round of a watch; `merge` combines the reports of all shards."),
        SchemaWords("depth", Depth.self, "The depth of a run. `manifest` and `presence` prove no blob."),
        SchemaWords(
            "undecidedPolicy", UndecidedPolicy.self,
            "What an undecided verdict means: `warn` lets the deploy continue; the verdict stays `undecided`."),
        SchemaWords("rollbackPolicy", RollbackPolicy.self, "What faults of the rollback set mean for the deploy."),
        SchemaWords(
            "backendRole", BackendRole.self,
            "`standby`: missing content and unreachability are only reported. "
                + "`direct`: the registry itself, behind its caches."),
        SchemaWords(
            "addressRule", AddressChoice.Rule.self,
            "Which addresses of a name are backends. `one-service`: all are public or those of `localhost`, and one of them is asked. "
                + "`each`: every one, because not all are public. `all`: every one, because the user asked for it."),
        SchemaWords("storageKind", StorageKind.self, "Where a registry stores its blobs."),
        SchemaWords(
            "repeatCost", RunNote.RepeatCost.self,
            "What every further repository of the same content costs. `head`: a HEAD, since there is no cache. `unknown`: a pull, "
                + "unless the backend redirects to an object that was read already. `cached`: the same, behind a known cache."
        ),
        SchemaWords("backendScheme", BackendScheme.self, "How requests reach a backend."),
        SchemaWords(
            "releaseSet", ReleaseSet.self,
            "`new`: the images that the deploy starts. `rollback`: the images that it returns to."),
        SchemaWords(
            "expectationReason", Expectation.Reason.self,
            "`pin`: it was verified and pinned. `disk`: it is on disk; an index that lists the manifest also matches."),
        SchemaWords("claimKind", Run.Claim.Kind.self, "The kind of content in the image."),
        SchemaWords(
            "spotOutcome", SpotCheck.Outcome.self,
            "`right`: the proof holds. `bad`: wrong bytes, or none; the proof was deleted. `refilled`: the cache had the blob "
                + "when it was proven, but no longer has it. `unread`: the backend could not be reached. `no-checkpoints`: "
                + "it could not be checked; the proof holds unchanged."),
        SchemaWords("localLimit", LocalLimit.self, "A limit of the machine that the gate runs on."),
        SchemaWords(
            "tlsProblem", TLSProblem.self,
            "What is wrong with TLS. `own-files`: a configured CA file or client certificate. `closed`: the server ended the "
                + "handshake, which may be transient."),
        SchemaWords("goal", Evidence.Goal.self, "The goal that a run did not reach."),
        SchemaWords("tagRequest", TagRequest.self, "The method of a request for a name."),
        SchemaWords("nodeKind", NodeKind.self, "A program that pulls images on nodes."),
        SchemaWords("layerCompression", LayerCompression.self, "A compression of layers outside the image-spec."),
        SchemaWords("foreignNeed", ForeignLookup.Need.self, "The option that makes a run request foreign URLs."),
        SchemaWords("layerFaultKind", LayerFault.Kind.self, "The problem with a layer."),
        SchemaWords(
            "scope", Fault.Scope.self, "How many backends a fault affects; `run`: it is not a fault of any backend."),
        SchemaWords("location", Diagnosis.Location.self, "Where the evidence locates a fault."),
        SchemaWords("cacheKind", CacheKind.self, "A kind of cache, as in `registries[].cache.kind`."),
        SchemaWords(
            "cacheDiskProblem", CacheDiskProblem.self,
            "`full`: a fetched reply ends early. `read-only`: no reply. `unreadable`: 500 from the proxy itself."),
        SchemaWords(
            "causeKind", CauseKind.self, "The kind of cause: [diagnosis.md](diagnosis.md) has a section for each."),
        SchemaWords("confidence", Hypothesis.Confidence.self, "How far the evidence goes."),
        SchemaWords("cacheReply", CacheReply.self, "Where a reply claims that its bytes came from."),
        SchemaWords(
            "purpose", RemedyStep.Purpose.self,
            "`look` decides or collects evidence and changes nothing; `save` saves the last good copy; `heal` changes "
                + "something; `then` checks again."),
        SchemaWords("content", StepAction.Content.self, "The kind of content."),
        SchemaWords("missing", StepAction.Missing.self, "What is missing."),
    ]
}

extension SchemaObject {
    fileprivate var schema: [String: SchemaNode] {
        var schema = SchemaType.values(rows + (hasText ? [Self.textRow] : [])).schema
        schema["description"] = .string(meaning)
        if isFact {
            schema["minProperties"] = 1
            schema["maxProperties"] = hasText ? 2 : 1
        }
        return schema
    }
}

extension SchemaRow {
    fileprivate var schema: SchemaNode {
        var schema = type.schema
        // A reference needs no description: its target has one.
        if !meaning.isEmpty, schema["$ref"] == nil { schema["description"] = .string(meaning) }
        return .object(schema)
    }
}

extension SchemaType {
    /// The objects and words that it references.
    fileprivate var names: [String] {
        switch self {
        case .named(let name): [name]
        case .list(let type), .map(let type): type.names
        case .values(let rows): rows.flatMap(\.type.names)
        case .string, .integer, .boolean, .time, .constant, .words: []
        }
    }

    fileprivate var schema: [String: SchemaNode] {
        switch self {
        case .string: return ["type": "string"]
        case .integer: return ["type": "integer"]
        case .boolean: return ["type": "boolean"]
        case .time: return ["type": "string", "format": "date-time"]
        case .constant(let text):
            if let number = Int(text) { return ["type": "integer", "const": .integer(number)] }
            return text == "true" ? ["type": "boolean", "const": true] : ["type": "string", "const": .string(text)]
        case .words(let words): return ["type": "string", "enum": .list(words.map { .string($0) })]
        case .list(let type): return ["type": "array", "items": .object(type.schema)]
        case .map(let type): return ["type": "object", "additionalProperties": .object(type.schema)]
        case .named(let name): return ["$ref": .string("#/$defs/\(name)")]
        case .values(let rows):
            let properties = rows.map { ($0.key, $0.schema) }
            let required = rows.filter(\.isRequired).map { SchemaNode.string($0.key) }
            var schema: [String: SchemaNode] = [
                "type": "object", "additionalProperties": false,
                "properties": .object(Dictionary(properties) { first, _ in first }),
            ]
            if !required.isEmpty { schema["required"] = .list(required) }
            return schema
        }
    }
}

/// A JSON value of a schema.
indirect enum SchemaNode: Encodable, Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case list([SchemaNode])
    case object([String: SchemaNode])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }
}

extension SchemaNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .string(value) }

    init(integerLiteral value: Int) { self = .integer(value) }

    init(booleanLiteral value: Bool) { self = .boolean(value) }
}
