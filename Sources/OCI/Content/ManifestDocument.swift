/// A manifest as served by a registry: of one image, or a list of manifests.
package enum ManifestDocument: Hashable, Sendable {
    case image(ImageManifest)
    case index(ImageIndex)

    /// Parses a manifest. The bytes should have been hashed before (image-spec, Verification).
    ///
    /// The document's own type decides its kind, otherwise `contentType`, otherwise its fields. `contentType` is the
    /// response header, `nil` if absent. A document with the fields of both kinds is rejected, as is one whose type and
    /// fields disagree. Unknown types of layers and children, unknown digest algorithms and unknown fields are allowed.
    package static func parse(
        _ bytes: some Collection<UInt8>, contentType: MediaType?
    ) throws(ManifestError) -> ParsedManifest {
        let value = try json(Array(bytes))
        guard case .object = value else { throw ManifestError(.notObject) }
        let root = try JSONObject(value, at: JSONPath(), known: rootFields)
        let header = contentType.flatMap { $0.description.isEmpty ? nil : $0 }
        let body = try root.mediaType("mediaType")
        let mediaType = try kind(of: root, body: body, header: header)

        guard try root.requiredInteger("schemaVersion") == 2 else {
            throw root.path("schemaVersion").invalid("expected 2")
        }
        let document: ManifestDocument =
            mediaType.isIndex
            ? .index(try ImageIndex(root, mediaType: body)) : .image(try ImageManifest(root, mediaType: body))
        let conflict = header.flatMap { header in
            header == mediaType ? nil : MediaTypeConflict(header: header, body: body, understood: mediaType)
        }
        return ParsedManifest(document: document, mediaType: mediaType, conflict: conflict)
    }

    private static let rootFields = [
        "schemaVersion", "mediaType", "config", "layers", "manifests", "fsLayers", "artifactType", "annotations",
        "subject",
    ]

    static func json(_ bytes: [UInt8]) throws(ManifestError) -> JSONValue {
        if let offset = bytes.firstInvalidUTF8 { throw ManifestError(.notUTF8(offset: offset)) }
        do {
            return try JSONParser.parse(bytes)
        } catch {
            switch error {
            case .syntax(let detail): throw ManifestError(.notJSON(detail: detail))
            case .duplicate(let path): throw ManifestError(.duplicateKey(field: path.description))
            case .tooDeep(let limit): throw ManifestError(.tooDeep(limit: limit))
            }
        }
    }

    private static func kind(
        of root: JSONObject, body: MediaType?, header: MediaType?
    ) throws(ManifestError) -> MediaType {
        let stated = body ?? header
        if stated?.isSchema1 == true || root.value("schemaVersion") == .number("1") || root.has("fsLayers") {
            throw ManifestError(.schema1)
        }
        let imageField = ["layers", "config"].first(where: root.has)
        if root.has("manifests"), let imageField {
            throw ManifestError(.contradiction(one: "manifests", other: imageField))
        }

        let type: MediaType
        if let stated, stated.isManifest {
            type = stated
        } else if body != nil {
            throw ManifestError(.unknownKind(mediaType: body))
        } else if root.has("manifests") {
            type = .ociIndex
        } else if imageField != nil {
            type = .ociManifest
        } else {
            throw ManifestError(.unknownKind(mediaType: stated))
        }
        if type.isIndex, let imageField {
            throw ManifestError(.contradiction(one: "the type \(type)", other: imageField))
        }
        if !type.isIndex, root.has("manifests") {
            throw ManifestError(.contradiction(one: "the type \(type)", other: "manifests"))
        }
        return type
    }
}

/// A manifest, its type, and any conflict with the response header.
package struct ParsedManifest: Hashable, Sendable {
    package let document: ManifestDocument
    /// The type it was parsed as: always an image manifest or an index.
    package let mediaType: MediaType
    /// Set if the response's `Content-Type` differs from the type it was parsed as. Whether that is a fault depends on
    /// whether the digest was known before (image-spec, Media Type Conflicts).
    package let conflict: MediaTypeConflict?
}

/// A response whose `Content-Type` does not match the document.
package struct MediaTypeConflict: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The response's `Content-Type`.
    package let header: MediaType
    /// The document's `mediaType`, if set.
    package let body: MediaType?
    /// The type that the document was parsed as.
    package let understood: MediaType

    /// One sentence in ASCII.
    package var description: String {
        "Content-Type is \"\(header)\", but the document \(body == nil ? "is" : "declares") \"\(understood)\""
    }
}

extension [UInt8] {
    fileprivate var firstInvalidUTF8: Int? {
        guard String(validating: self, as: UTF8.self) == nil else { return nil }
        var decoder = UTF8()
        var iterator = makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }
}
