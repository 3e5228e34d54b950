/// Why bytes are not a manifest that can be checked.
package struct ManifestError: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong. A `field` is a path such as `layers[2].digest`.
    package enum Reason: Codable, Hashable, Sendable {
        case notJSON(detail: String)
        /// The bytes are not UTF-8, which JSON requires; with the offset of the first invalid byte.
        case notUTF8(offset: Int)
        case notObject
        /// A Docker schema 1 manifest.
        case schema1
        /// Neither type nor fields identify an image or an index; `nil` if no type is set.
        case unknownKind(mediaType: MediaType?)
        /// Two properties that no single kind of manifest has, such as `layers` and `manifests` (CVE-2021-41190).
        case contradiction(one: String, other: String)
        case missing(field: String)
        /// A field has an invalid value, with the reason.
        case invalid(field: String, detail: String)
        /// A descriptor's size is negative.
        case negativeSize(field: String, size: Int64)
        /// A name is duplicated in an object: two readers may see two manifests.
        case duplicateKey(field: String)
        /// Arrays and objects are nested deeper than in any real manifest.
        case tooDeep(limit: Int)
    }

    package let reason: Reason

    /// The kind of document, in a word.
    package let document: String

    package init(_ reason: Reason, document: String = "manifest") {
        self.reason = reason
        self.document = document
    }

    /// One sentence in ASCII.
    package var description: String {
        switch reason {
        case .notJSON(let detail): "the \(document) is not JSON: \(detail)"
        case .notUTF8(let offset): "the \(document) is not UTF-8 at byte \(offset + 1)"
        case .notObject: "the \(document) is JSON but not an object"
        case .schema1:
            "the \(document) is Docker schema 1, which is not supported: push the image again as schema 2 or OCI"
        case .unknownKind(let type?): "\"\(type)\" is not the type of an image manifest or an index"
        case .unknownKind(nil): "the document has no type and neither layers nor manifests"
        case .contradiction(let one, let other):
            "the manifest has both \(one) and \(other), which contradict each other"
        case .missing(let field): "\(field) is missing"
        case .invalid(let field, let detail): "\(field): \(detail)"
        case .negativeSize(let field, let size): "\(field) is negative: \(size)"
        case .duplicateKey(let field): "\(field) is duplicated, so two readers may see two different manifests"
        case .tooDeep(let limit): "the \(document) is nested deeper than \(limit) levels"
        }
    }
}
