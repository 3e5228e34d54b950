import Foundation
import Record
import Testing

@testable import Report

/// A report in HTML, as an XML parser reads it. The form is that of both.
struct HTMLDocument {
    let root: XMLTree
    let text: String

    init(_ text: String) throws {
        self.text = text
        root = try XMLTree.parsed(text)
    }

    /// Every element, in order.
    var all: [XMLTree] { root.all }

    func all(_ name: String) -> [XMLTree] { root.all(name) }

    /// The element with this `id`.
    func element(_ id: String) -> XMLTree? { all.first { $0.attributes["id"] == id } }
}

extension XMLTree {
    /// It and every element below, in order.
    var all: [XMLTree] { [self] + children.flatMap(\.all) }

    /// All text in it and below it, in no particular order.
    var allText: String { all.map(\.text).joined(separator: "\n") }

    /// Every element with this class.
    func all(styled name: String) -> [XMLTree] { all.filter { $0.attributes["class"] == name } }
}
