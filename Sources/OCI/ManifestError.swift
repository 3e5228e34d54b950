/// Why some bytes are not a manifest that can be checked.
package struct ManifestError: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong. A `field` is a path such as `layers[2].digest`.
    package enum Reason: Codable, Hashable, Sendable {
        case notJSON(detail: String)
        /// The bytes are not UTF-8, as JSON must be; the offset of the first wrong one.
        case notUTF8(offset: Int)
        case notObject
        /// A manifest of Docker's schema 1.
        case schema1
        /// Neither the types nor the fields say that it is an image or an index; `nil` when no type was stated.
        case unknownKind(mediaType: MediaType?)
        /// Two things that no one kind of manifest has together, such as `layers` and `manifests` (CVE-2021-41190).
        case contradiction(one: String, other: String)
        case missing(field: String)
        /// A field has a value that it must not have, and why.
        case invalid(field: String, detail: String)
        /// A descriptor's size is negative.
        case negativeSize(field: String, size: Int64)
        /// A name is there twice in one object: two readers may see two manifests.
        case duplicateKey(field: String)
        /// Arrays and objects are nested deeper than any manifest.
        case tooDeep(limit: Int)
    }

    package let reason: Reason

    /// What kind of document it is about, in a word.
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
            "the \(document) is of Docker's schema 1, which is not supported: push the image again as schema 2 or OCI"
        case .unknownKind(let type?): "\"\(type)\" is not the type of an image manifest or an index"
        case .unknownKind(nil): "the document states no type and has neither layers nor manifests"
        case .contradiction(let one, let other): "the manifest has \(one) and \(other), which do not belong together"
        case .missing(let field): "\(field) is missing"
        case .invalid(let field, let detail): "\(field): \(detail)"
        case .negativeSize(let field, let size): "\(field) is negative: \(size)"
        case .duplicateKey(let field): "\(field) is there twice, so that two readers may see two manifests"
        case .tooDeep(let limit): "the \(document) is nested deeper than \(limit) levels"
        }
    }
}
