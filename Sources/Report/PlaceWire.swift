internal import Foundation
internal import Gate

/// A place that names an image.
struct PlaceWire: Codable, Hashable {
    let source: String
    let name: String?
    /// The name in percent-encoding, where it is not what stands in `name`.
    let encodedName: String?
    let line: Int?
    let set: String
    let document: Int?
    let kind: String?
    let namespace: String?
    let object: String?
    let field: String?
    let template: String?
    let pullPolicy: String?
    let partial: Bool?
    let target: String?

    init(_ place: ImagePlace) {
        source = place.source
        name = place.name.map(Page.ascii)
        encodedName = place.name.flatMap { Page.ascii($0) == $0 ? nil : PlaceNames.encoded($0) }
        line = place.line
        set = place.set
        document = place.document
        kind = place.kind.map(Page.ascii)
        namespace = place.namespace.map(Page.ascii)
        object = place.object.map(Page.ascii)
        field = place.field.map(Page.ascii)
        template = place.template.map(Page.ascii)
        pullPolicy = place.pullPolicy.map(Page.ascii)
        partial = place.isPartial ? true : nil
        target = place.target.map(Page.ascii)
    }
}

extension PlaceWire {
    /// The line of a file, where a file names the image; its path as it was given.
    var written: WrittenPlace? {
        guard source == "file", let name else { return nil }
        return WrittenPlace(file: encodedName?.removingPercentEncoding ?? name, line: max(1, line ?? 1))
    }
}
