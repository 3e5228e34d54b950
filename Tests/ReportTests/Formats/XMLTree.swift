import Foundation
import FoundationXML
import Record

/// An element of a document, as an XML parser reads it.
final class XMLTree: NSObject, XMLParserDelegate {
    let name: String
    let attributes: [String: String]
    private(set) var children: [XMLTree] = []
    private(set) var text = ""
    private var open: [XMLTree] = []

    private init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    /// The root element; throws the parser's error.
    static func parsed(_ text: String) throws -> XMLTree {
        let document = XMLTree(name: "", attributes: [:])
        document.open = [document]
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = document
        guard parser.parse(), let root = document.children.first else {
            throw parser.parserError ?? CocoaError(.propertyListReadCorrupt)
        }
        return root
    }

    func children(_ name: String) -> [XMLTree] { children.filter { $0.name == name } }

    /// Every element below with this name.
    func all(_ name: String) -> [XMLTree] { children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) } }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let element = XMLTree(name: name, attributes: attributes)
        open.last?.children.append(element)
        open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
        _ = open.popLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
}
